//! The tables of subscriptions and deliveries; `crate::push` reads and writes them.

/// Subscriptions, what may be sent for them, and what was.
pub(super) const TABLES: &str = "
-- Who wants to hear of what. A removed one keeps its row, so that its deliveries keep their meaning.
CREATE TABLE subscription (
    id        TEXT PRIMARY KEY,
    content   TEXT NOT NULL,    -- the subscription, as JSON
    recipient TEXT NOT NULL,    -- who is sent the answers
    subject   TEXT,             -- need or profile and the id of the record, as in 'need n1'; NULL for a question
    removed   TEXT              -- day of its removal
) STRICT;
CREATE INDEX subscription_of_recipient ON subscription (recipient, id);
CREATE INDEX subscription_of_subject ON subscription (subject, id);

-- What a subscription's list gained and what has not been sent yet.
CREATE TABLE candidate (
    subscription TEXT NOT NULL,
    collection   TEXT NOT NULL,    -- need or profile
    record       TEXT NOT NULL,    -- id of the record
    place        INTEGER NOT NULL, -- in the list, from 1
    score        REAL NOT NULL,    -- 0 to 1
    fit          TEXT NOT NULL,    -- none, possible or clear
    fingerprint  INTEGER NOT NULL, -- digest of the record's content, its 64 bits as a signed number
    cause        TEXT NOT NULL,    -- why it entered the list
    day          TEXT NOT NULL,    -- since when it waits
    PRIMARY KEY (subscription, collection, record)
) STRICT, WITHOUT ROWID;

-- What was planned at one time and handed over together.
CREATE TABLE batch (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,    -- moment for which it was planned
    format  TEXT NOT NULL,    -- jsonl, csv, eml or callback
    path    TEXT,             -- file or directory that is written; NULL for a callback
    sender  TEXT,             -- of eml: the address that the mails are from
    language TEXT NOT NULL,   -- of the headings of csv
    is_done INTEGER NOT NULL  -- 1 when it was handed over
) STRICT;
CREATE INDEX batch_open ON batch (is_done, number);

-- One record for one recipient, in a batch.
CREATE TABLE delivery (
    number       INTEGER PRIMARY KEY,
    batch        INTEGER NOT NULL REFERENCES batch (number),
    subscription TEXT NOT NULL,
    recipient    TEXT NOT NULL,
    collection   TEXT NOT NULL,    -- need or profile
    record       TEXT NOT NULL,
    need         TEXT,             -- of a need and a profile: the pair
    profile      TEXT,
    day          TEXT NOT NULL,    -- day for which it was planned; quotas count it in that week
    is_digest    INTEGER NOT NULL, -- 1 if its subscription gathers digests
    state        TEXT NOT NULL,    -- planned, handed, acknowledged or returned
    reason       TEXT,             -- of a returned one: why
    place        INTEGER NOT NULL,
    score        REAL NOT NULL,
    fit          TEXT NOT NULL,
    fingerprint  INTEGER NOT NULL,
    cause        TEXT NOT NULL,
    value        REAL NOT NULL,    -- by which it was chosen
    propensity   REAL NOT NULL,    -- probability with which it was chosen, above 0 to 1
    channel      TEXT,
    language     TEXT NOT NULL,
    shown        TEXT NOT NULL,    -- what the recipient was shown, as JSON
    context      TEXT NOT NULL     -- weights and statistics under which it was ranked, in the caller's words
) STRICT;
CREATE INDEX delivery_of_batch ON delivery (batch, number);
CREATE INDEX delivery_by_day ON delivery (day, number);
CREATE INDEX delivery_to_recipient ON delivery (recipient, collection, record, number);
CREATE INDEX delivery_of_record ON delivery (collection, record, number);
CREATE INDEX delivery_of_subscription ON delivery (subscription, number);

-- One row: how often subscriptions, candidates and deliveries were changed.
CREATE TABLE push_change (count INTEGER NOT NULL) STRICT;
INSERT INTO push_change (count) VALUES (0);

-- For people: what was sent, the latest first.
CREATE VIEW sent AS
SELECT number, day, recipient, subscription, collection, record, state, place, score, reason
FROM delivery ORDER BY number DESC;
";
