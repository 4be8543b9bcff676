"""The words for a sport, and Strava's sport types that each of them means."""

RUN_SPORTS = frozenset({"Run", "TrailRun", "VirtualRun"})
_RIDES = frozenset(
    {
        "Ride", "VirtualRide", "MountainBikeRide", "GravelRide", "EBikeRide",
        "EMountainBikeRide", "Handcycle", "Velomobile",
    }
)  # fmt: skip
_SKIS = frozenset({"AlpineSki", "BackcountrySki", "NordicSki", "RollerSki"})
_STRENGTH = frozenset({"WeightTraining", "Crossfit", "Workout"})
_WORDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("run", "running", "jog", "jogging", "race"), RUN_SPORTS),
    **dict.fromkeys(("trail", "trail run", "trail running"), frozenset({"TrailRun"})),
    **dict.fromkeys(("treadmill", "treadmill run"), frozenset({"Run", "VirtualRun"})),
    **dict.fromkeys(("ride", "bike", "biking", "cycling", "bike ride", "cycle"), _RIDES),
    **dict.fromkeys(("walk", "walking"), frozenset({"Walk"})),
    **dict.fromkeys(("hike", "hiking"), frozenset({"Hike"})),
    **dict.fromkeys(("swim", "swimming"), frozenset({"Swim"})),
    **dict.fromkeys(("row", "rowing"), frozenset({"Rowing", "VirtualRow"})),
    **dict.fromkeys(("ski", "skiing"), _SKIS),
    **dict.fromkeys(("strength", "weights", "gym", "workout"), _STRENGTH),
    **dict.fromkeys(("elliptical", "cross trainer"), frozenset({"Elliptical"})),
}
_TYPES = {name.casefold(): name for types in _WORDS.values() for name in types}
SPORT_WORDS = (*_WORDS, *_TYPES)


def sport_types(word: str) -> frozenset[str] | None:
    """The sport types that `word` means, a type's own name among them; None if unknown."""
    cleaned = " ".join(word.casefold().replace("-", " ").replace("_", " ").split())
    name = _TYPES.get(cleaned.replace(" ", ""))
    return _WORDS.get(cleaned) or (frozenset({name}) if name else None)
