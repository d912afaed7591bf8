from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ParticipantRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PARTICIPANT_ROLE_UNSPECIFIED: _ClassVar[ParticipantRole]
    PARTICIPANT_ROLE_AGENT: _ClassVar[ParticipantRole]
    PARTICIPANT_ROLE_CUSTOMER: _ClassVar[ParticipantRole]
    PARTICIPANT_ROLE_AUTOMATED_AGENT: _ClassVar[ParticipantRole]
PARTICIPANT_ROLE_UNSPECIFIED: ParticipantRole
PARTICIPANT_ROLE_AGENT: ParticipantRole
PARTICIPANT_ROLE_CUSTOMER: ParticipantRole
PARTICIPANT_ROLE_AUTOMATED_AGENT: ParticipantRole

class StreamingRedactRequest(_message.Message):
    __slots__ = ("config", "segment", "flush", "end_of_call", "policy_change", "consent_withdrawn")
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_FIELD_NUMBER: _ClassVar[int]
    FLUSH_FIELD_NUMBER: _ClassVar[int]
    END_OF_CALL_FIELD_NUMBER: _ClassVar[int]
    POLICY_CHANGE_FIELD_NUMBER: _ClassVar[int]
    CONSENT_WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    config: StreamingConfig
    segment: TranscriptSegment
    flush: Flush
    end_of_call: EndOfCall
    policy_change: PolicyChange
    consent_withdrawn: ConsentWithdrawn
    def __init__(self, config: _Optional[_Union[StreamingConfig, _Mapping]] = ..., segment: _Optional[_Union[TranscriptSegment, _Mapping]] = ..., flush: _Optional[_Union[Flush, _Mapping]] = ..., end_of_call: _Optional[_Union[EndOfCall, _Mapping]] = ..., policy_change: _Optional[_Union[PolicyChange, _Mapping]] = ..., consent_withdrawn: _Optional[_Union[ConsentWithdrawn, _Mapping]] = ...) -> None: ...

class StreamingConfig(_message.Message):
    __slots__ = ("call_id", "redaction", "max_hold", "resume_token", "known_identities")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    REDACTION_FIELD_NUMBER: _ClassVar[int]
    MAX_HOLD_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    KNOWN_IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    redaction: RedactionConfig
    max_hold: _duration_pb2.Duration
    resume_token: bytes
    known_identities: _containers.RepeatedCompositeFieldContainer[KnownIdentity]
    def __init__(self, call_id: _Optional[str] = ..., redaction: _Optional[_Union[RedactionConfig, _Mapping]] = ..., max_hold: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., resume_token: _Optional[bytes] = ..., known_identities: _Optional[_Iterable[_Union[KnownIdentity, _Mapping]]] = ...) -> None: ...

class RedactionConfig(_message.Message):
    __slots__ = ("policy", "language_code")
    POLICY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_CODE_FIELD_NUMBER: _ClassVar[int]
    policy: str
    language_code: str
    def __init__(self, policy: _Optional[str] = ..., language_code: _Optional[str] = ...) -> None: ...

class KnownIdentity(_message.Message):
    __slots__ = ("subject_id", "entity_type", "value")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    entity_type: str
    value: str
    def __init__(self, subject_id: _Optional[str] = ..., entity_type: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class TranscriptSegment(_message.Message):
    __slots__ = ("segment_id", "sequence", "text", "participant_role", "is_final", "start_offset", "end_offset", "channel", "words")
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_ROLE_FIELD_NUMBER: _ClassVar[int]
    IS_FINAL_FIELD_NUMBER: _ClassVar[int]
    START_OFFSET_FIELD_NUMBER: _ClassVar[int]
    END_OFFSET_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    segment_id: str
    sequence: int
    text: str
    participant_role: ParticipantRole
    is_final: bool
    start_offset: _duration_pb2.Duration
    end_offset: _duration_pb2.Duration
    channel: int
    words: _containers.RepeatedCompositeFieldContainer[Word]
    def __init__(self, segment_id: _Optional[str] = ..., sequence: _Optional[int] = ..., text: _Optional[str] = ..., participant_role: _Optional[_Union[ParticipantRole, str]] = ..., is_final: bool = ..., start_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., end_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., channel: _Optional[int] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ...) -> None: ...

class Word(_message.Message):
    __slots__ = ("text", "start_offset", "end_offset")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    START_OFFSET_FIELD_NUMBER: _ClassVar[int]
    END_OFFSET_FIELD_NUMBER: _ClassVar[int]
    text: str
    start_offset: _duration_pb2.Duration
    end_offset: _duration_pb2.Duration
    def __init__(self, text: _Optional[str] = ..., start_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., end_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class PolicyChange(_message.Message):
    __slots__ = ("policy",)
    POLICY_FIELD_NUMBER: _ClassVar[int]
    policy: str
    def __init__(self, policy: _Optional[str] = ...) -> None: ...

class ConsentWithdrawn(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Flush(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class EndOfCall(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StreamingRedactResponse(_message.Message):
    __slots__ = ("started", "segment", "revision", "checkpoint", "drain", "summary")
    STARTED_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    DRAIN_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    started: StreamStarted
    segment: RedactedSegment
    revision: Revision
    checkpoint: Checkpoint
    drain: Drain
    summary: CallSummary
    def __init__(self, started: _Optional[_Union[StreamStarted, _Mapping]] = ..., segment: _Optional[_Union[RedactedSegment, _Mapping]] = ..., revision: _Optional[_Union[Revision, _Mapping]] = ..., checkpoint: _Optional[_Union[Checkpoint, _Mapping]] = ..., drain: _Optional[_Union[Drain, _Mapping]] = ..., summary: _Optional[_Union[CallSummary, _Mapping]] = ...) -> None: ...

class StreamStarted(_message.Message):
    __slots__ = ("next_sequence", "policy_fingerprint", "engine_version", "max_hold", "resume_token")
    NEXT_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    MAX_HOLD_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    next_sequence: int
    policy_fingerprint: str
    engine_version: str
    max_hold: _duration_pb2.Duration
    resume_token: bytes
    def __init__(self, next_sequence: _Optional[int] = ..., policy_fingerprint: _Optional[str] = ..., engine_version: _Optional[str] = ..., max_hold: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., resume_token: _Optional[bytes] = ...) -> None: ...

class RedactedSegment(_message.Message):
    __slots__ = ("segment_id", "sequence", "text", "is_final", "entities", "words", "degraded")
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    IS_FINAL_FIELD_NUMBER: _ClassVar[int]
    ENTITIES_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    DEGRADED_FIELD_NUMBER: _ClassVar[int]
    segment_id: str
    sequence: int
    text: str
    is_final: bool
    entities: _containers.RepeatedCompositeFieldContainer[Entity]
    words: _containers.RepeatedCompositeFieldContainer[Word]
    degraded: bool
    def __init__(self, segment_id: _Optional[str] = ..., sequence: _Optional[int] = ..., text: _Optional[str] = ..., is_final: bool = ..., entities: _Optional[_Iterable[_Union[Entity, _Mapping]]] = ..., words: _Optional[_Iterable[_Union[Word, _Mapping]]] = ..., degraded: bool = ...) -> None: ...

class Entity(_message.Message):
    __slots__ = ("entity_id", "entity_type", "score", "operator", "spans", "recognizer")
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_FIELD_NUMBER: _ClassVar[int]
    SPANS_FIELD_NUMBER: _ClassVar[int]
    RECOGNIZER_FIELD_NUMBER: _ClassVar[int]
    entity_id: str
    entity_type: str
    score: float
    operator: str
    spans: _containers.RepeatedCompositeFieldContainer[EntitySpan]
    recognizer: str
    def __init__(self, entity_id: _Optional[str] = ..., entity_type: _Optional[str] = ..., score: _Optional[float] = ..., operator: _Optional[str] = ..., spans: _Optional[_Iterable[_Union[EntitySpan, _Mapping]]] = ..., recognizer: _Optional[str] = ...) -> None: ...

class EntitySpan(_message.Message):
    __slots__ = ("segment_id", "source_range", "redacted_range", "start_offset", "end_offset")
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_RANGE_FIELD_NUMBER: _ClassVar[int]
    REDACTED_RANGE_FIELD_NUMBER: _ClassVar[int]
    START_OFFSET_FIELD_NUMBER: _ClassVar[int]
    END_OFFSET_FIELD_NUMBER: _ClassVar[int]
    segment_id: str
    source_range: TextRange
    redacted_range: TextRange
    start_offset: _duration_pb2.Duration
    end_offset: _duration_pb2.Duration
    def __init__(self, segment_id: _Optional[str] = ..., source_range: _Optional[_Union[TextRange, _Mapping]] = ..., redacted_range: _Optional[_Union[TextRange, _Mapping]] = ..., start_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., end_offset: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class TextRange(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: int
    end: int
    def __init__(self, start: _Optional[int] = ..., end: _Optional[int] = ...) -> None: ...

class Revision(_message.Message):
    __slots__ = ("segment_id", "redacted_range", "replacement", "entity")
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REDACTED_RANGE_FIELD_NUMBER: _ClassVar[int]
    REPLACEMENT_FIELD_NUMBER: _ClassVar[int]
    ENTITY_FIELD_NUMBER: _ClassVar[int]
    segment_id: str
    redacted_range: TextRange
    replacement: str
    entity: Entity
    def __init__(self, segment_id: _Optional[str] = ..., redacted_range: _Optional[_Union[TextRange, _Mapping]] = ..., replacement: _Optional[str] = ..., entity: _Optional[_Union[Entity, _Mapping]] = ...) -> None: ...

class Checkpoint(_message.Message):
    __slots__ = ("committed_sequence", "resume_token")
    COMMITTED_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    committed_sequence: int
    resume_token: bytes
    def __init__(self, committed_sequence: _Optional[int] = ..., resume_token: _Optional[bytes] = ...) -> None: ...

class Drain(_message.Message):
    __slots__ = ("grace",)
    GRACE_FIELD_NUMBER: _ClassVar[int]
    grace: _duration_pb2.Duration
    def __init__(self, grace: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class CallSummary(_message.Message):
    __slots__ = ("entity_counts", "segments", "ledger_head")
    class EntityCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    ENTITY_COUNTS_FIELD_NUMBER: _ClassVar[int]
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    LEDGER_HEAD_FIELD_NUMBER: _ClassVar[int]
    entity_counts: _containers.ScalarMap[str, int]
    segments: int
    ledger_head: str
    def __init__(self, entity_counts: _Optional[_Mapping[str, int]] = ..., segments: _Optional[int] = ..., ledger_head: _Optional[str] = ...) -> None: ...

class RedactRequest(_message.Message):
    __slots__ = ("request_id", "call_id", "redaction", "segments", "known_identities")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    REDACTION_FIELD_NUMBER: _ClassVar[int]
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    call_id: str
    redaction: RedactionConfig
    segments: _containers.RepeatedCompositeFieldContainer[TranscriptSegment]
    known_identities: _containers.RepeatedCompositeFieldContainer[KnownIdentity]
    def __init__(self, request_id: _Optional[str] = ..., call_id: _Optional[str] = ..., redaction: _Optional[_Union[RedactionConfig, _Mapping]] = ..., segments: _Optional[_Iterable[_Union[TranscriptSegment, _Mapping]]] = ..., known_identities: _Optional[_Iterable[_Union[KnownIdentity, _Mapping]]] = ...) -> None: ...

class RedactResponse(_message.Message):
    __slots__ = ("segments", "entities", "summary")
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    ENTITIES_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    segments: _containers.RepeatedCompositeFieldContainer[RedactedSegment]
    entities: _containers.RepeatedCompositeFieldContainer[Entity]
    summary: CallSummary
    def __init__(self, segments: _Optional[_Iterable[_Union[RedactedSegment, _Mapping]]] = ..., entities: _Optional[_Iterable[_Union[Entity, _Mapping]]] = ..., summary: _Optional[_Union[CallSummary, _Mapping]] = ...) -> None: ...
