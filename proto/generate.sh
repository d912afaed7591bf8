#!/usr/bin/env bash
# Makes the code of the contract, beside the contract; with --check it only says whether that is up to date, and holds the
# contract to its style.
#
# The tools are pinned and have an environment of their own: code made by a newer grpcio-tools refuses an older runtime,
# and this one's output runs on both.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=.venv-proto
python=${PYTHON:-$(command -v python3.11 || command -v python3)}
pins=(grpcio-tools==1.66.2 'setuptools<81' mypy-protobuf==3.6.0 buf-bin==1.75.0)

if [[ "$(cat "$tools/.pins" 2>/dev/null)" != "${pins[*]}" ]]; then
    "$python" -m venv --clear "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}"
    echo "${pins[*]}" >"$tools/.pins"
fi

generate() {
    PATH="$PWD/$tools/bin:$PATH" "$tools/bin/python" -m grpc_tools.protoc --proto_path=proto \
        --python_out="$1" --pyi_out="$1" --grpc_python_out="$1" --mypy_grpc_out="quiet:$1" \
        proto/veilscript/v1/*.proto
}

case "${1:-}" in
"")
    generate proto
    ;;
--check)
    "$tools/bin/buf" lint
    "$tools/bin/buf" format --diff --exit-code
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    generate "$fresh"
    for file in "$fresh"/veilscript/v1/*; do
        diff -u "proto/veilscript/v1/${file##*/}" "$file" || { echo "Run proto/generate.sh and commit." >&2; exit 1; }
    done
    ;;
*)
    echo "usage: proto/generate.sh [--check]" >&2
    exit 2
    ;;
esac
