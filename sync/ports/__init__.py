"""What the pipeline needs from the world, as protocols; the adapters in strava/ and store/ hold them."""

from sync.ports.activities import Activities, PageChange
from sync.ports.clock import Clock, Progress, zone_named
from sync.ports.experiments import Experiments, StoredExperiment
from sync.ports.history import (
    FILE_IDS_FROM,
    SHOE_OF_EXPORT,
    UNSAID,
    FileKind,
    History,
    ImportChange,
    Imported,
    Known,
)
from sync.ports.journal import (
    BackedUp,
    Backups,
    Breaker,
    Entry,
    Intent,
    Journal,
    Outcome,
    WriteKind,
)
from sync.ports.notes import KeptReading, Notes, StoredNote
from sync.ports.store import Claims, Copies, Memory, Store
from sync.ports.strava import (
    TEXT_FIELDS,
    Broken,
    ListAsk,
    OnlineText,
    Page,
    Pulled,
    Strava,
    TextField,
)

__all__ = [
    "FILE_IDS_FROM",
    "SHOE_OF_EXPORT",
    "TEXT_FIELDS",
    "UNSAID",
    "Activities",
    "BackedUp",
    "Backups",
    "Breaker",
    "Broken",
    "Claims",
    "Clock",
    "Copies",
    "Entry",
    "Experiments",
    "FileKind",
    "History",
    "ImportChange",
    "Imported",
    "Intent",
    "Journal",
    "KeptReading",
    "Known",
    "ListAsk",
    "Memory",
    "Notes",
    "OnlineText",
    "Outcome",
    "Page",
    "PageChange",
    "Progress",
    "Pulled",
    "Store",
    "StoredExperiment",
    "StoredNote",
    "Strava",
    "TextField",
    "WriteKind",
    "zone_named",
]
