from google.protobuf import timestamp_pb2 as _timestamp_pb2
from veilscript.v1 import audit_pb2 as _audit_pb2
from veilscript.v1 import redaction_pb2 as _redaction_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErasureKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERASURE_KIND_UNSPECIFIED: _ClassVar[ErasureKind]
    ERASURE_KIND_ERASE: _ClassVar[ErasureKind]
    ERASURE_KIND_RESTRICT: _ClassVar[ErasureKind]
    ERASURE_KIND_CORRECT: _ClassVar[ErasureKind]

class Requester(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REQUESTER_UNSPECIFIED: _ClassVar[Requester]
    REQUESTER_CONTROLLER: _ClassVar[Requester]
    REQUESTER_CONSUMER: _ClassVar[Requester]

class IdentityVerification(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IDENTITY_VERIFICATION_UNSPECIFIED: _ClassVar[IdentityVerification]
    IDENTITY_VERIFICATION_NONE: _ClassVar[IdentityVerification]
    IDENTITY_VERIFICATION_CONTROLLER: _ClassVar[IdentityVerification]
    IDENTITY_VERIFICATION_REASONABLE: _ClassVar[IdentityVerification]
    IDENTITY_VERIFICATION_HIGH: _ClassVar[IdentityVerification]

class Minor(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MINOR_UNSPECIFIED: _ClassVar[Minor]
    MINOR_UNDER_18: _ClassVar[Minor]
    MINOR_UNDER_13: _ClassVar[Minor]

class ErasureState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERASURE_STATE_UNSPECIFIED: _ClassVar[ErasureState]
    ERASURE_STATE_RECEIVED: _ClassVar[ErasureState]
    ERASURE_STATE_VERIFIED: _ClassVar[ErasureState]
    ERASURE_STATE_REFERRED: _ClassVar[ErasureState]
    ERASURE_STATE_PLANNED: _ClassVar[ErasureState]
    ERASURE_STATE_CANCELLED: _ClassVar[ErasureState]
    ERASURE_STATE_APPROVED: _ClassVar[ErasureState]
    ERASURE_STATE_BLOCKED: _ClassVar[ErasureState]
    ERASURE_STATE_KEYS_DESTROYED: _ClassVar[ErasureState]
    ERASURE_STATE_ROWS_DELETED: _ClassVar[ErasureState]
    ERASURE_STATE_WAITING: _ClassVar[ErasureState]
    ERASURE_STATE_VERIFYING: _ClassVar[ErasureState]
    ERASURE_STATE_FAILED: _ClassVar[ErasureState]
    ERASURE_STATE_PARTIAL: _ClassVar[ErasureState]
    ERASURE_STATE_COMPLETE: _ClassVar[ErasureState]
    ERASURE_STATE_LIFTED: _ClassVar[ErasureState]

class ErasureOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERASURE_OUTCOME_UNSPECIFIED: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_TO_ERASE: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_CANDIDATE: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_SINK_PENDING: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_ERASED: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_RESTRICTED: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_CORRECTED: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_NOT_FOUND: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_NOT_CONFIRMED: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_HELD: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_EXEMPT: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_AMBIGUOUS: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_RETENTION_EXPIRED: _ClassVar[ErasureOutcome]
    ERASURE_OUTCOME_LIFTED: _ClassVar[ErasureOutcome]

class ExportForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_FORM_UNSPECIFIED: _ClassVar[ExportForm]
    EXPORT_FORM_JSON_LINES: _ClassVar[ExportForm]
    EXPORT_FORM_CSV: _ClassVar[ExportForm]
ERASURE_KIND_UNSPECIFIED: ErasureKind
ERASURE_KIND_ERASE: ErasureKind
ERASURE_KIND_RESTRICT: ErasureKind
ERASURE_KIND_CORRECT: ErasureKind
REQUESTER_UNSPECIFIED: Requester
REQUESTER_CONTROLLER: Requester
REQUESTER_CONSUMER: Requester
IDENTITY_VERIFICATION_UNSPECIFIED: IdentityVerification
IDENTITY_VERIFICATION_NONE: IdentityVerification
IDENTITY_VERIFICATION_CONTROLLER: IdentityVerification
IDENTITY_VERIFICATION_REASONABLE: IdentityVerification
IDENTITY_VERIFICATION_HIGH: IdentityVerification
MINOR_UNSPECIFIED: Minor
MINOR_UNDER_18: Minor
MINOR_UNDER_13: Minor
ERASURE_STATE_UNSPECIFIED: ErasureState
ERASURE_STATE_RECEIVED: ErasureState
ERASURE_STATE_VERIFIED: ErasureState
ERASURE_STATE_REFERRED: ErasureState
ERASURE_STATE_PLANNED: ErasureState
ERASURE_STATE_CANCELLED: ErasureState
ERASURE_STATE_APPROVED: ErasureState
ERASURE_STATE_BLOCKED: ErasureState
ERASURE_STATE_KEYS_DESTROYED: ErasureState
ERASURE_STATE_ROWS_DELETED: ErasureState
ERASURE_STATE_WAITING: ErasureState
ERASURE_STATE_VERIFYING: ErasureState
ERASURE_STATE_FAILED: ErasureState
ERASURE_STATE_PARTIAL: ErasureState
ERASURE_STATE_COMPLETE: ErasureState
ERASURE_STATE_LIFTED: ErasureState
ERASURE_OUTCOME_UNSPECIFIED: ErasureOutcome
ERASURE_OUTCOME_TO_ERASE: ErasureOutcome
ERASURE_OUTCOME_CANDIDATE: ErasureOutcome
ERASURE_OUTCOME_SINK_PENDING: ErasureOutcome
ERASURE_OUTCOME_ERASED: ErasureOutcome
ERASURE_OUTCOME_RESTRICTED: ErasureOutcome
ERASURE_OUTCOME_CORRECTED: ErasureOutcome
ERASURE_OUTCOME_NOT_FOUND: ErasureOutcome
ERASURE_OUTCOME_NOT_CONFIRMED: ErasureOutcome
ERASURE_OUTCOME_HELD: ErasureOutcome
ERASURE_OUTCOME_EXEMPT: ErasureOutcome
ERASURE_OUTCOME_AMBIGUOUS: ErasureOutcome
ERASURE_OUTCOME_RETENTION_EXPIRED: ErasureOutcome
ERASURE_OUTCOME_LIFTED: ErasureOutcome
EXPORT_FORM_UNSPECIFIED: ExportForm
EXPORT_FORM_JSON_LINES: ExportForm
EXPORT_FORM_CSV: ExportForm

class ErasureRequest(_message.Message):
    __slots__ = ("request_id", "state", "kind", "requester", "regimes", "receive_time", "due_time", "deadlines", "identity_types", "verification", "intent_confirmed", "minor", "extension_reason", "problem", "plan_hash", "items", "tasks", "close_time", "receipt_time", "appeal_time", "appeal_answer_time")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    REGIMES_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINES_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_TYPES_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    INTENT_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    MINOR_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_REASON_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    PLAN_HASH_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_TIME_FIELD_NUMBER: _ClassVar[int]
    APPEAL_TIME_FIELD_NUMBER: _ClassVar[int]
    APPEAL_ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    state: ErasureState
    kind: ErasureKind
    requester: Requester
    regimes: _containers.RepeatedScalarFieldContainer[str]
    receive_time: _timestamp_pb2.Timestamp
    due_time: _timestamp_pb2.Timestamp
    deadlines: _containers.RepeatedCompositeFieldContainer[ErasureDeadline]
    identity_types: _containers.RepeatedScalarFieldContainer[str]
    verification: IdentityVerification
    intent_confirmed: bool
    minor: Minor
    extension_reason: str
    problem: str
    plan_hash: str
    items: _containers.RepeatedCompositeFieldContainer[ErasureItem]
    tasks: _containers.RepeatedCompositeFieldContainer[ErasureTask]
    close_time: _timestamp_pb2.Timestamp
    receipt_time: _timestamp_pb2.Timestamp
    appeal_time: _timestamp_pb2.Timestamp
    appeal_answer_time: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., state: _Optional[_Union[ErasureState, str]] = ..., kind: _Optional[_Union[ErasureKind, str]] = ..., requester: _Optional[_Union[Requester, str]] = ..., regimes: _Optional[_Iterable[str]] = ..., receive_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., due_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., deadlines: _Optional[_Iterable[_Union[ErasureDeadline, _Mapping]]] = ..., identity_types: _Optional[_Iterable[str]] = ..., verification: _Optional[_Union[IdentityVerification, str]] = ..., intent_confirmed: bool = ..., minor: _Optional[_Union[Minor, str]] = ..., extension_reason: _Optional[str] = ..., problem: _Optional[str] = ..., plan_hash: _Optional[str] = ..., items: _Optional[_Iterable[_Union[ErasureItem, _Mapping]]] = ..., tasks: _Optional[_Iterable[_Union[ErasureTask, _Mapping]]] = ..., close_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., receipt_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., appeal_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., appeal_answer_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ErasureDeadline(_message.Message):
    __slots__ = ("regime", "act", "before_time", "extended")
    REGIME_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXTENDED_FIELD_NUMBER: _ClassVar[int]
    regime: str
    act: str
    before_time: _timestamp_pb2.Timestamp
    extended: bool
    def __init__(self, regime: _Optional[str] = ..., act: _Optional[str] = ..., before_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., extended: bool = ...) -> None: ...

class ErasureItem(_message.Message):
    __slots__ = ("call_id", "entity_id", "entity_type", "strength", "outcome", "reason")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    entity_id: str
    entity_type: str
    strength: str
    outcome: ErasureOutcome
    reason: str
    def __init__(self, call_id: _Optional[str] = ..., entity_id: _Optional[str] = ..., entity_type: _Optional[str] = ..., strength: _Optional[str] = ..., outcome: _Optional[_Union[ErasureOutcome, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class ErasureTask(_message.Message):
    __slots__ = ("request_id", "task_id", "call_id", "kind", "places", "acknowledged", "acknowledge_time")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PLACES_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGED_FIELD_NUMBER: _ClassVar[int]
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    call_id: str
    kind: ErasureKind
    places: _containers.RepeatedCompositeFieldContainer[ErasurePlace]
    acknowledged: bool
    acknowledge_time: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ..., call_id: _Optional[str] = ..., kind: _Optional[_Union[ErasureKind, str]] = ..., places: _Optional[_Iterable[_Union[ErasurePlace, _Mapping]]] = ..., acknowledged: bool = ..., acknowledge_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ErasurePlace(_message.Message):
    __slots__ = ("segment_id", "source_range", "entity_type", "start_ms", "end_ms")
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_RANGE_FIELD_NUMBER: _ClassVar[int]
    ENTITY_TYPE_FIELD_NUMBER: _ClassVar[int]
    START_MS_FIELD_NUMBER: _ClassVar[int]
    END_MS_FIELD_NUMBER: _ClassVar[int]
    segment_id: str
    source_range: _redaction_pb2.TextRange
    entity_type: str
    start_ms: int
    end_ms: int
    def __init__(self, segment_id: _Optional[str] = ..., source_range: _Optional[_Union[_redaction_pb2.TextRange, _Mapping]] = ..., entity_type: _Optional[str] = ..., start_ms: _Optional[int] = ..., end_ms: _Optional[int] = ...) -> None: ...

class ErasurePlan(_message.Message):
    __slots__ = ("hash", "counts", "items", "calls", "others", "text", "content")
    class CountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    HASH_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    CALLS_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    hash: str
    counts: _containers.ScalarMap[str, int]
    items: _containers.RepeatedCompositeFieldContainer[ErasureItem]
    calls: int
    others: int
    text: str
    content: str
    def __init__(self, hash: _Optional[str] = ..., counts: _Optional[_Mapping[str, int]] = ..., items: _Optional[_Iterable[_Union[ErasureItem, _Mapping]]] = ..., calls: _Optional[int] = ..., others: _Optional[int] = ..., text: _Optional[str] = ..., content: _Optional[str] = ...) -> None: ...

class ControllerInstruction(_message.Message):
    __slots__ = ("nonce", "signature")
    NONCE_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    nonce: bytes
    signature: bytes
    def __init__(self, nonce: _Optional[bytes] = ..., signature: _Optional[bytes] = ...) -> None: ...

class CreateErasureRequestRequest(_message.Message):
    __slots__ = ("request_id", "identities", "regimes", "kind", "requester", "verification", "intent_confirmed", "minor", "whole_calls", "receive_time", "instruction", "validate_only")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    REGIMES_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    INTENT_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    MINOR_FIELD_NUMBER: _ClassVar[int]
    WHOLE_CALLS_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    INSTRUCTION_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    identities: _containers.RepeatedCompositeFieldContainer[_audit_pb2.Identity]
    regimes: _containers.RepeatedScalarFieldContainer[str]
    kind: ErasureKind
    requester: Requester
    verification: IdentityVerification
    intent_confirmed: bool
    minor: Minor
    whole_calls: bool
    receive_time: _timestamp_pb2.Timestamp
    instruction: ControllerInstruction
    validate_only: bool
    def __init__(self, request_id: _Optional[str] = ..., identities: _Optional[_Iterable[_Union[_audit_pb2.Identity, _Mapping]]] = ..., regimes: _Optional[_Iterable[str]] = ..., kind: _Optional[_Union[ErasureKind, str]] = ..., requester: _Optional[_Union[Requester, str]] = ..., verification: _Optional[_Union[IdentityVerification, str]] = ..., intent_confirmed: bool = ..., minor: _Optional[_Union[Minor, str]] = ..., whole_calls: bool = ..., receive_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., instruction: _Optional[_Union[ControllerInstruction, _Mapping]] = ..., validate_only: bool = ...) -> None: ...

class CreateErasureRequestResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class ConfirmErasureRequestRequest(_message.Message):
    __slots__ = ("request_id", "verification", "intent_confirmed")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    INTENT_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    verification: IdentityVerification
    intent_confirmed: bool
    def __init__(self, request_id: _Optional[str] = ..., verification: _Optional[_Union[IdentityVerification, str]] = ..., intent_confirmed: bool = ...) -> None: ...

class ConfirmErasureRequestResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class PlanErasureRequest(_message.Message):
    __slots__ = ("request_id", "validate_only")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    validate_only: bool
    def __init__(self, request_id: _Optional[str] = ..., validate_only: bool = ...) -> None: ...

class PlanErasureResponse(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: ErasurePlan
    def __init__(self, plan: _Optional[_Union[ErasurePlan, _Mapping]] = ...) -> None: ...

class ApproveErasureRequest(_message.Message):
    __slots__ = ("request_id", "plan_hash", "confirmed")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_HASH_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    plan_hash: str
    confirmed: _containers.RepeatedCompositeFieldContainer[ConfirmedItem]
    def __init__(self, request_id: _Optional[str] = ..., plan_hash: _Optional[str] = ..., confirmed: _Optional[_Iterable[_Union[ConfirmedItem, _Mapping]]] = ...) -> None: ...

class ConfirmedItem(_message.Message):
    __slots__ = ("call_id", "entity_id")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ENTITY_ID_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    entity_id: str
    def __init__(self, call_id: _Optional[str] = ..., entity_id: _Optional[str] = ...) -> None: ...

class ApproveErasureResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class GetErasureRequestRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class GetErasureRequestResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class ListErasureRequestsRequest(_message.Message):
    __slots__ = ("due_first", "page_size", "page_token")
    DUE_FIRST_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    due_first: bool
    page_size: int
    page_token: str
    def __init__(self, due_first: bool = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListErasureRequestsResponse(_message.Message):
    __slots__ = ("requests", "next_page_token")
    REQUESTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    requests: _containers.RepeatedCompositeFieldContainer[ErasureRequest]
    next_page_token: str
    def __init__(self, requests: _Optional[_Iterable[_Union[ErasureRequest, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CancelErasureRequestRequest(_message.Message):
    __slots__ = ("request_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelErasureRequestResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class ExtendErasureRequestRequest(_message.Message):
    __slots__ = ("request_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ExtendErasureRequestResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class RecordErasureReceiptRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class RecordErasureReceiptResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class RecordErasureAppealRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class RecordErasureAppealResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class RecordErasureAppealAnswerRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class RecordErasureAppealAnswerResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class ListErasureTasksRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListErasureTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_page_token")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[ErasureTask]
    next_page_token: str
    def __init__(self, tasks: _Optional[_Iterable[_Union[ErasureTask, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AcknowledgeErasureTaskRequest(_message.Message):
    __slots__ = ("request_id", "task_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ...) -> None: ...

class AcknowledgeErasureTaskResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class GetCertificateRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class GetCertificateResponse(_message.Message):
    __slots__ = ("certificate", "html")
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    HTML_FIELD_NUMBER: _ClassVar[int]
    certificate: bytes
    html: str
    def __init__(self, certificate: _Optional[bytes] = ..., html: _Optional[str] = ...) -> None: ...

class ExportSubjectRequest(_message.Message):
    __slots__ = ("identities", "purpose", "form")
    IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    identities: _containers.RepeatedCompositeFieldContainer[_audit_pb2.Identity]
    purpose: str
    form: ExportForm
    def __init__(self, identities: _Optional[_Iterable[_Union[_audit_pb2.Identity, _Mapping]]] = ..., purpose: _Optional[str] = ..., form: _Optional[_Union[ExportForm, str]] = ...) -> None: ...

class ExportSubjectResponse(_message.Message):
    __slots__ = ("files",)
    FILES_FIELD_NUMBER: _ClassVar[int]
    files: _containers.RepeatedCompositeFieldContainer[ExportedFile]
    def __init__(self, files: _Optional[_Iterable[_Union[ExportedFile, _Mapping]]] = ...) -> None: ...

class ExportedFile(_message.Message):
    __slots__ = ("name", "content")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    name: str
    content: bytes
    def __init__(self, name: _Optional[str] = ..., content: _Optional[bytes] = ...) -> None: ...

class LiftRestrictionRequest(_message.Message):
    __slots__ = ("request_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class LiftRestrictionResponse(_message.Message):
    __slots__ = ("request",)
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    request: ErasureRequest
    def __init__(self, request: _Optional[_Union[ErasureRequest, _Mapping]] = ...) -> None: ...

class Hold(_message.Message):
    __slots__ = ("hold_id", "authority", "review_date", "call_ids", "entity_types", "place_time", "release_time")
    HOLD_ID_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    REVIEW_DATE_FIELD_NUMBER: _ClassVar[int]
    CALL_IDS_FIELD_NUMBER: _ClassVar[int]
    ENTITY_TYPES_FIELD_NUMBER: _ClassVar[int]
    PLACE_TIME_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    hold_id: str
    authority: str
    review_date: str
    call_ids: _containers.RepeatedScalarFieldContainer[str]
    entity_types: _containers.RepeatedScalarFieldContainer[str]
    place_time: str
    release_time: str
    def __init__(self, hold_id: _Optional[str] = ..., authority: _Optional[str] = ..., review_date: _Optional[str] = ..., call_ids: _Optional[_Iterable[str]] = ..., entity_types: _Optional[_Iterable[str]] = ..., place_time: _Optional[str] = ..., release_time: _Optional[str] = ...) -> None: ...

class PlaceHoldRequest(_message.Message):
    __slots__ = ("hold",)
    HOLD_FIELD_NUMBER: _ClassVar[int]
    hold: Hold
    def __init__(self, hold: _Optional[_Union[Hold, _Mapping]] = ...) -> None: ...

class PlaceHoldResponse(_message.Message):
    __slots__ = ("hold",)
    HOLD_FIELD_NUMBER: _ClassVar[int]
    hold: Hold
    def __init__(self, hold: _Optional[_Union[Hold, _Mapping]] = ...) -> None: ...

class ReleaseHoldRequest(_message.Message):
    __slots__ = ("hold_id",)
    HOLD_ID_FIELD_NUMBER: _ClassVar[int]
    hold_id: str
    def __init__(self, hold_id: _Optional[str] = ...) -> None: ...

class ReleaseHoldResponse(_message.Message):
    __slots__ = ("hold",)
    HOLD_FIELD_NUMBER: _ClassVar[int]
    hold: Hold
    def __init__(self, hold: _Optional[_Union[Hold, _Mapping]] = ...) -> None: ...

class ListHoldsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHoldsResponse(_message.Message):
    __slots__ = ("holds", "next_page_token")
    HOLDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    holds: _containers.RepeatedCompositeFieldContainer[Hold]
    next_page_token: str
    def __init__(self, holds: _Optional[_Iterable[_Union[Hold, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
