// Streams one call and prints what comes back, one JSON object a line.
//
//   node client.js TARGET CALL_ID < turns        the contract by reflection, from the server itself
//   node client.js TARGET CALL_ID PROTO < turns  the contract from the .proto file
//
// A turn is a line `ROLE<TAB>TEXT`. A status that is not OK is printed as {"code": ..., "reason": ...}.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');

const SERVICE = 'veilscript.v1.RedactionService';
const OPTIONS = { keepCase: true, longs: Number, enums: String, oneofs: true, defaults: true };

async function definition(target, proto) {
  if (proto) {
    const root = path.resolve(path.dirname(proto), '../..');
    return require('@grpc/proto-loader').load(proto, { ...OPTIONS, includeDirs: [root] });
  }
  const { GrpcReflection } = require('grpc-js-reflection-client');
  const reflection = new GrpcReflection(target, grpc.ChannelCredentials.createInsecure());
  const descriptor = await reflection.getDescriptorBySymbol(SERVICE);
  return descriptor.getPackageDefinition(OPTIONS);
}

async function main([target, callId, proto]) {
  const { RedactionService } = grpc.loadPackageDefinition(await definition(target, proto)).veilscript.v1;
  const client = new RedactionService(target, grpc.credentials.createInsecure());
  const stream = client.StreamingRedact();
  const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

  stream.on('data', print);
  stream.on('error', () => {});
  stream.on('status', ({ code, metadata }) => {
    const [details] = metadata.get('grpc-status-details-bin');
    const reason = details && /[A-Z]+(?:_[A-Z]+)+/.exec(details.toString('latin1'));
    print({ code: grpc.status[code], reason: reason ? reason[0] : '' });
    client.close();
  });

  stream.write({ config: { call_id: callId, max_hold: { seconds: 2 } } });
  const turns = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean);
  turns.forEach((turn, place) => {
    const [role, text] = turn.split('\t');
    const sequence = place + 1;
    const segment = { segment_id: `s${sequence}`, sequence, text, participant_role: role, is_final: true };
    stream.write({ segment });
  });
  stream.write({ end_of_call: {} });
  stream.end();
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
