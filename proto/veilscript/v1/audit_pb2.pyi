from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from veilscript.v1 import redaction_pb2 as _redaction_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CallState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_STATE_UNSPECIFIED: _ClassVar[CallState]
    CALL_STATE_ACTIVE: _ClassVar[CallState]
    CALL_STATE_ENDED: _ClassVar[CallState]
    CALL_STATE_ABANDONED: _ClassVar[CallState]

class MatchStrength(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MATCH_STRENGTH_UNSPECIFIED: _ClassVar[MatchStrength]
    MATCH_STRENGTH_WEAK: _ClassVar[MatchStrength]
    MATCH_STRENGTH_MEDIUM: _ClassVar[MatchStrength]
    MATCH_STRENGTH_STRONG: _ClassVar[MatchStrength]
CALL_STATE_UNSPECIFIED: CallState
CALL_STATE_ACTIVE: CallState
CALL_STATE_ENDED: CallState
CALL_STATE_ABANDONED: CallState
MATCH_STRENGTH_UNSPECIFIED: MatchStrength
MATCH_STRENGTH_WEAK: MatchStrength
MATCH_STRENGTH_MEDIUM: MatchStrength
MATCH_STRENGTH_STRONG: MatchStrength

class Call(_message.Message):
    __slots__ = ("call_id", "state", "policy", "policy_fingerprint", "engine_version", "committed_sequence", "open_time", "close_time")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    POLICY_FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    COMMITTED_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    state: CallState
    policy: str
    policy_fingerprint: str
    engine_version: str
    committed_sequence: int
    open_time: _timestamp_pb2.Timestamp
    close_time: _timestamp_pb2.Timestamp
    def __init__(self, call_id: _Optional[str] = ..., state: _Optional[_Union[CallState, str]] = ..., policy: _Optional[str] = ..., policy_fingerprint: _Optional[str] = ..., engine_version: _Optional[str] = ..., committed_sequence: _Optional[int] = ..., open_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., close_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecordedEntity(_message.Message):
    __slots__ = ("entity_id", "entity_type", "score", "recognizer", "operator", "policy_fingerprint", "fingerprint", "subject_id", "record_time", "spans")
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    RECOGNIZER_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_FIELD_NUMBER: _ClassVar[int]
    POLICY_FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    entity_id: str
    entity_type: str
    score: float
    recognizer: str
    operator: str
    policy_fingerprint: str
    fingerprint: str
    subject_id: str
    record_time: _timestamp_pb2.Timestamp
    spans: _containers.RepeatedCompositeFieldContainer[RecordedSpan]
    def __init__(self, entity_id: _Optional[str] = ..., entity_type: _Optional[str] = ..., score: _Optional[float] = ..., recognizer: _Optional[str] = ..., operator: _Optional[str] = ..., policy_fingerprint: _Optional[str] = ..., fingerprint: _Optional[str] = ..., subject_id: _Optional[str] = ..., record_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., spans: _Optional[_Iterable[_Union[RecordedSpan, _Mapping]]] = ...) -> None: ...

class RecordedSpan(_message.Message):
    __slots__ = ("segment_id", "sequence", "source_range", "start_offset", "end_offset")
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_RANGE_FIELD_NUMBER: _ClassVar[int]
    START_OFFSET_FIELD_NUMBER: _ClassVar[int]
    END_OFFSET_FIELD_NUMBER: _ClassVar[int]
    segment_id: str
    sequence: int
    source_range: _redaction_pb2.TextRange
    start_offset: _duration_pb2.Duration
    end_offset: _duration_pb2.Duration
    def __init__(self, segment_id: _Optional[str] = ..., sequence: _Optional[int] = ..., source_range: _Optional[_Union[_redaction_pb2.TextRange, _Mapping]] = ..., start_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., end_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class Identity(_message.Message):
    __slots__ = ("entity_type", "value", "sha256")
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    entity_type: str
    value: str
    sha256: bytes
    def __init__(self, entity_type: _Optional[str] = ..., value: _Optional[str] = ..., sha256: _Optional[bytes] = ...) -> None: ...

class GetCallRequest(_message.Message):
    __slots__ = ("call_id",)
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    def __init__(self, call_id: _Optional[str] = ...) -> None: ...

class GetCallResponse(_message.Message):
    __slots__ = ("call",)
    CALL_FIELD_NUMBER: _ClassVar[int]
    call: Call
    def __init__(self, call: _Optional[_Union[Call, _Mapping]] = ...) -> None: ...

class ListCallsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCallsResponse(_message.Message):
    __slots__ = ("calls", "next_page_token")
    CALLS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    calls: _containers.RepeatedCompositeFieldContainer[Call]
    next_page_token: str
    def __init__(self, calls: _Optional[_Iterable[_Union[Call, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListEntitiesRequest(_message.Message):
    __slots__ = ("call_id", "purpose", "page_size", "page_token")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    purpose: str
    page_size: int
    page_token: str
    def __init__(self, call_id: _Optional[str] = ..., purpose: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEntitiesResponse(_message.Message):
    __slots__ = ("entities", "next_page_token")
    ENTITIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entities: _containers.RepeatedCompositeFieldContainer[RecordedEntity]
    next_page_token: str
    def __init__(self, entities: _Optional[_Iterable[_Union[RecordedEntity, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class FindSubjectRequest(_message.Message):
    __slots__ = ("identities", "purpose", "page_size", "page_token")
    IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    identities: _containers.RepeatedCompositeFieldContainer[Identity]
    purpose: str
    page_size: int
    page_token: str
    def __init__(self, identities: _Optional[_Iterable[_Union[Identity, _Mapping]]] = ..., purpose: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class FindSubjectResponse(_message.Message):
    __slots__ = ("hits", "expired", "next_page_token")
    HITS_FIELD_NUMBER: _ClassVar[int]
    EXPIRED_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    hits: _containers.RepeatedCompositeFieldContainer[SubjectHit]
    expired: _containers.RepeatedCompositeFieldContainer[ExpiredEvidence]
    next_page_token: str
    def __init__(self, hits: _Optional[_Iterable[_Union[SubjectHit, _Mapping]]] = ..., expired: _Optional[_Iterable[_Union[ExpiredEvidence, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SubjectHit(_message.Message):
    __slots__ = ("call_id", "entity", "strength", "identities", "leaf")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    LEAF_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    entity: RecordedEntity
    strength: MatchStrength
    identities: _containers.RepeatedScalarFieldContainer[int]
    leaf: int
    def __init__(self, call_id: _Optional[str] = ..., entity: _Optional[_Union[RecordedEntity, _Mapping]] = ..., strength: _Optional[_Union[MatchStrength, str]] = ..., identities: _Optional[_Iterable[int]] = ..., leaf: _Optional[int] = ...) -> None: ...

class ExpiredEvidence(_message.Message):
    __slots__ = ("entity_type", "epoch")
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    entity_type: str
    epoch: str
    def __init__(self, entity_type: _Optional[str] = ..., epoch: _Optional[str] = ...) -> None: ...

class ExplainEntityRequest(_message.Message):
    __slots__ = ("call_id", "entity_id", "purpose")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    entity_id: str
    purpose: str
    def __init__(self, call_id: _Optional[str] = ..., entity_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class ExplainEntityResponse(_message.Message):
    __slots__ = ("entity", "engine_version", "policy", "leaves")
    ENTITY_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    LEAVES_FIELD_NUMBER: _ClassVar[int]
    entity: RecordedEntity
    engine_version: str
    policy: str
    leaves: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, entity: _Optional[_Union[RecordedEntity, _Mapping]] = ..., engine_version: _Optional[str] = ..., policy: _Optional[str] = ..., leaves: _Optional[_Iterable[int]] = ...) -> None: ...

class ReidentifyEntityRequest(_message.Message):
    __slots__ = ("call_id", "entity_id", "purpose")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    entity_id: str
    purpose: str
    def __init__(self, call_id: _Optional[str] = ..., entity_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class ReidentifyEntityResponse(_message.Message):
    __slots__ = ("entity_type", "value")
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    entity_type: str
    value: str
    def __init__(self, entity_type: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class GetCheckpointRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetCheckpointResponse(_message.Message):
    __slots__ = ("checkpoint", "public_key")
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_KEY_FIELD_NUMBER: _ClassVar[int]
    checkpoint: str
    public_key: str
    def __init__(self, checkpoint: _Optional[str] = ..., public_key: _Optional[str] = ...) -> None: ...

class GetInclusionProofRequest(_message.Message):
    __slots__ = ("call_id", "entity_id", "purpose")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    entity_id: str
    purpose: str
    def __init__(self, call_id: _Optional[str] = ..., entity_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class GetInclusionProofResponse(_message.Message):
    __slots__ = ("proofs",)
    PROOFS_FIELD_NUMBER: _ClassVar[int]
    proofs: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, proofs: _Optional[_Iterable[str]] = ...) -> None: ...

class GetConsistencyProofRequest(_message.Message):
    __slots__ = ("old_size",)
    OLD_SIZE_FIELD_NUMBER: _ClassVar[int]
    old_size: int
    def __init__(self, old_size: _Optional[int] = ...) -> None: ...

class GetConsistencyProofResponse(_message.Message):
    __slots__ = ("proof",)
    PROOF_FIELD_NUMBER: _ClassVar[int]
    proof: str
    def __init__(self, proof: _Optional[str] = ...) -> None: ...
