"""The words by which files and Strava's export call a sport, as Strava's sport types."""

import unicodedata

# What GPX and TCX files say, and Strava's own names in the languages of the export. Words that two
# languages share mean the same sport in both.
_WORDS: dict[str, tuple[str, ...]] = {
    "Run": (
        "run", "running", "laufen", "lauf", "course à pied", "carrera", "correr", "corsa",
        "corrida", "hardlopen", "hardloopsessie", "ランニング", "ラン", "9", "treadmill",
    ),
    "TrailRun": (
        "trail run", "trail running", "traillauf", "trailrun", "trail", "carrera de montaña",
        "carrera por montaña", "corsa su sentiero", "trail corsa", "corrida em trilha",
        "corrida de trilha", "trailhardloopsessie", "trailrunsessie", "トレイルランニング", "トレイルラン",
    ),
    "VirtualRun": (
        "virtual run", "virtueller lauf", "course à pied virtuelle", "course virtuelle",
        "carrera virtual", "corsa virtuale", "corrida virtual", "virtuele hardloopsessie",
        "バーチャルランニング", "バーチャルラン",
    ),
    "Ride": (
        "ride", "biking", "cycling", "radfahrt", "vélo", "sortie vélo", "vuelta ciclista",
        "bicicleta", "ciclismo", "giro in bici", "ciclismo su strada", "pedalada", "fietsrit",
        "ライド", "1",
    ),
    "VirtualRide": (
        "virtual ride", "virtuelle radfahrt", "vélo virtuel", "sortie vélo virtuelle",
        "ciclismo virtual", "bicicleta virtual", "giro virtuale", "pedalada virtual",
        "virtuele fietsrit", "バーチャルライド",
    ),
    "MountainBikeRide": ("mountain bike ride", "mountainbike-fahrt", "vtt", "mountainbiken"),
    "GravelRide": ("gravel ride", "gravel-fahrt", "gravelrit"),
    "EBikeRide": ("e-bike ride", "e-bike-fahrt", "e-fietsrit"),
    "Walk": (
        "walk", "walking", "spaziergang", "gehen", "marche", "caminata", "camminata", "caminhada",
        "wandeling", "ウォーキング", "散歩",
    ),
    "Hike": (
        "hike", "hiking", "wanderung", "wandern", "randonnée", "senderismo", "excursión",
        "escursione", "trilha", "hiken", "ハイキング",
    ),
    "Swim": (
        "swim", "swimming", "schwimmen", "natation", "natación", "nuoto", "nuotata", "natação",
        "zwemmen", "zwemsessie", "水泳", "スイム",
    ),
    "Rowing": ("rowing", "rudern", "aviron", "remo", "canottaggio", "roeien", "ローイング"),
    "WeightTraining": (
        "weight training", "krafttraining", "musculation", "entrenamiento con pesas", "pesi",
        "treino com pesos", "krachttraining", "ウェイトトレーニング",
    ),
    "Workout": (
        "workout", "other", "training", "entraînement", "entrenamiento", "allenamento",
        "allenamento generico", "treino", "ワークアウト",
    ),
    "Yoga": ("yoga", "ioga", "ヨガ"),
    "Elliptical": ("elliptical", "ellipsentrainer", "crosstrainer", "elíptica", "ellittica"),
    "NordicSki": ("nordic ski", "skilanglauf", "ski de fond", "esquí de fondo", "sci di fondo"),
    "AlpineSki": ("alpine ski", "ski alpin", "alpinski", "esquí alpino", "sci alpino"),
}  # fmt: skip


def plain_word(text: str) -> str:
    """`text` for comparing: composed, lower case, one blank between words, plain apostrophes."""
    composed = unicodedata.normalize("NFC", text).casefold().replace("\u2019", "'")
    return " ".join(composed.replace("_", " ").split())


_TYPES = {plain_word(word): sport for sport, words in _WORDS.items() for word in words}
_TYPES |= {sport.casefold(): sport for sport in _WORDS}


def sport_of_word(word: str | None) -> str | None:
    """Strava's sport type of a word; None for one that is not known."""
    return _TYPES.get(plain_word(word)) if word else None
