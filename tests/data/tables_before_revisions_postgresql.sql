CREATE TABLE activity (
    id BIGSERIAL NOT NULL,
    athlete_id BIGINT,
    name VARCHAR NOT NULL,
    sport_type VARCHAR NOT NULL,
    start_utc TIMESTAMP WITH TIME ZONE NOT NULL,
    start_local VARCHAR NOT NULL,
    start_hidden BOOLEAN NOT NULL,
    distance_m FLOAT NOT NULL,
    moving_s FLOAT NOT NULL,
    elapsed_s FLOAT NOT NULL,
    visibility VARCHAR NOT NULL,
    gear_id VARCHAR,
    manual BOOLEAN NOT NULL,
    trainer BOOLEAN NOT NULL,
    raw JSON NOT NULL,
    raw_sha256 VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    first_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen TIMESTAMP WITH TIME ZONE NOT NULL,
    absences INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE claim_log (
    id SERIAL NOT NULL,
    what VARCHAR NOT NULL,
    made_on DATE NOT NULL,
    through TIMESTAMP WITH TIME ZONE NOT NULL,
    version VARCHAR NOT NULL,
    content JSON NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE experiment (
    id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    data BYTEA NOT NULL,
    known_since TIMESTAMP WITH TIME ZONE NOT NULL,
    stopped_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id)
);
CREATE TABLE experiment_draw (
    experiment_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    arm INTEGER NOT NULL,
    shown_at TIMESTAMP WITH TIME ZONE,
    expect FLOAT,
    painful BOOLEAN,
    outcome INTEGER,
    followed INTEGER,
    PRIMARY KEY (experiment_id, number)
);
CREATE TABLE experiment_run (
    experiment_id VARCHAR NOT NULL,
    activity_id BIGINT NOT NULL,
    number INTEGER,
    start_utc TIMESTAMP WITH TIME ZONE NOT NULL,
    start_hidden BOOLEAN NOT NULL,
    PRIMARY KEY (experiment_id, activity_id)
);
CREATE TABLE gear (
    id VARCHAR NOT NULL,
    name VARCHAR,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE hands_off (
    activity_id BIGINT NOT NULL,
    field VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (activity_id, field)
);
CREATE TABLE memory (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY (name)
);
CREATE TABLE note (
    path VARCHAR NOT NULL,
    data BYTEA NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (path)
);
CREATE TABLE reading (
    path VARCHAR NOT NULL,
    stamp VARCHAR NOT NULL,
    terms VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    PRIMARY KEY (path)
);
CREATE TABLE recording (
    activity_id BIGSERIAL NOT NULL,
    reading INTEGER NOT NULL,
    elapsed_s JSON NOT NULL,
    distance_m JSON NOT NULL,
    downhill_share FLOAT,
    PRIMARY KEY (activity_id)
);
CREATE TABLE text_backup (
    id SERIAL NOT NULL,
    activity_id BIGINT NOT NULL,
    field VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_text_backup_activity_id ON text_backup (activity_id);
CREATE TABLE track (
    activity_id BIGSERIAL NOT NULL,
    raw JSON,
    activity_sha256 VARCHAR NOT NULL,
    PRIMARY KEY (activity_id)
);
CREATE TABLE waiting_text (
    activity_id BIGINT NOT NULL,
    field VARCHAR NOT NULL,
    held VARCHAR NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (activity_id, field)
);
CREATE TABLE writeback (
    id SERIAL NOT NULL,
    activity_id BIGINT NOT NULL,
    field VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    base VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    observed VARCHAR,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id)
);
CREATE INDEX ix_writeback_activity_id ON writeback (activity_id);
CREATE UNIQUE INDEX writeback_one_open ON writeback (activity_id, field) WHERE outcome = 'sent';
