"""Files of one run as watches and apps write them, for the tests of the readers."""

from datetime import UTC, datetime

from sync.sandbox.fitfile import Moment, Watch, fit_file

START = datetime(2026, 3, 14, 11, 10, tzinfo=UTC)
SPEED_M_S = 3.0


def moments(
    seconds: int = 600, *, stood: tuple[int, int] | None = None, places: bool = True
) -> list[Moment]:
    """A moment a second at 3 m/s, eastwards along the equator; none while `stood` (from, to)."""
    found, gone_m = [], 0.0
    for second in range(seconds + 1):
        if stood and stood[0] < second < stood[1]:
            continue
        at_s = START.timestamp() + second
        longitude = gone_m / 111_194.927 if places else None
        found.append(Moment(at_s, gone_m, 20.0, 83, 150, 12, 0.0 if places else None, longitude))
        standing = stood is not None and second == stood[0]
        gone_m += 0.0 if standing else SPEED_M_S
    return found


def watch(seconds: int = 600, distance_m: float = 1800.0, **more: object) -> Watch:
    told: dict[str, object] = {
        "start": START,
        "elapsed_s": seconds,
        "timer_s": seconds,
        "distance_m": distance_m,
        "utc_offset_s": -14_400,
    }
    return Watch(**(told | more))  # type: ignore[arg-type]


def fit(seconds: int = 600, **more: object) -> bytes:
    return fit_file(watch(seconds, seconds * SPEED_M_S, **more), moments(seconds))


def gpx(points: list[Moment], *, kind: str = "running", cadence: float | None = None) -> str:
    """A GPX track in one segment."""
    return gpx_of([points], kind=kind, cadence=cadence)


def gpx_of(
    segments: list[list[Moment]], *, kind: str = "running", cadence: float | None = None
) -> str:
    told = "".join(
        "<trkseg>" + "".join(_point(one, cadence) for one in points) + "</trkseg>"
        for points in segments
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx creator="StravaGPX" version="1.1" xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<metadata><time>{START:%Y-%m-%dT%H:%M:%SZ}</time></metadata>"
        f"<trk><name>Morning Run</name><type>{kind}</type>{told}</trk></gpx>"
    )


def _point(one: Moment, cadence: float | None) -> str:
    when = datetime.fromtimestamp(one.at_s, UTC)
    turns = f"<gpxtpx:cad>{cadence}</gpxtpx:cad>" if cadence is not None else ""
    return (
        f'<trkpt lat="{one.latitude}" lon="{one.longitude}"><ele>{one.altitude_m}</ele>'
        f"<time>{when:%Y-%m-%dT%H:%M:%SZ}</time><extensions><gpxtpx:TrackPointExtension>"
        f"<gpxtpx:hr>{one.heartrate}</gpxtpx:hr>{turns}</gpxtpx:TrackPointExtension></extensions>"
        "</trkpt>"
    )


def tcx(laps: list[list[Moment]], *, sport: str = "Running") -> str:
    """A TCX activity, one track a lap."""
    told = "".join(_lap(points) for points in laps)
    return (
        '          <?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="{sport}"><Id>{START:%Y-%m-%dT%H:%M:%SZ}</Id>{told}'
        "<Creator><Name>Treadmill 9</Name></Creator></Activity></Activities>"
        "</TrainingCenterDatabase>"
    )


def _lap(points: list[Moment]) -> str:
    start = datetime.fromtimestamp(points[0].at_s, UTC)
    seconds = points[-1].at_s - points[0].at_s
    metres = (points[-1].distance_m or 0) - (points[0].distance_m or 0)
    inside = "".join(_trackpoint(one) for one in points)
    return (
        f'<Lap StartTime="{start:%Y-%m-%dT%H:%M:%S}Z"><TotalTimeSeconds>{seconds}'
        f"</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters><Track>{inside}</Track></Lap>"
    )


def _trackpoint(one: Moment) -> str:
    when = datetime.fromtimestamp(one.at_s, UTC)
    return (
        f"<Trackpoint><Time>{when:%Y-%m-%dT%H:%M:%S.000Z}</Time>"
        f"<DistanceMeters>{one.distance_m}</DistanceMeters>"
        f"<HeartRateBpm><Value>{one.heartrate}</Value></HeartRateBpm>"
        "<Extensions><TPX><RunCadence>83</RunCadence></TPX></Extensions></Trackpoint>"
    )
