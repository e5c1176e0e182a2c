CREATE TABLE message (
    id {number},
    "key" VARCHAR(32) NOT NULL,
    "plan" VARCHAR(64) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    owner TEXT NOT NULL,
    day DATE NOT NULL,
    code VARCHAR(16) NOT NULL,
    message_id TEXT NOT NULL,
    remote_id TEXT DEFAULT '' NOT NULL,
    conversation TEXT DEFAULT '' NOT NULL,
    door VARCHAR(16) DEFAULT '' NOT NULL,
    subject TEXT NOT NULL,
    recipients TEXT NOT NULL,
    raw {bytes} NOT NULL,
    redirected BOOLEAN NOT NULL,
    unreachable BOOLEAN NOT NULL,
    state VARCHAR(16) NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_at {moment} NOT NULL,
    settled_at {moment},
    cause VARCHAR(40) DEFAULT '' NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE ("key"));
CREATE INDEX ix_message_code ON message (code);
CREATE INDEX message_plan_day ON message ("plan", day);
CREATE INDEX ix_message_message_id ON message (message_id);
CREATE INDEX ix_message_conversation ON message (conversation);
CREATE TABLE step (
    id {number},
    message INTEGER NOT NULL,
    goal VARCHAR(16) NOT NULL,
    occurrence VARCHAR(32) NOT NULL,
    due DATE NOT NULL,
    step VARCHAR(16) NOT NULL,
    step_day DATE NOT NULL,
    weeks INTEGER,
    shown BOOLEAN NOT NULL,
    taken VARCHAR(64),
    FOREIGN KEY(message) REFERENCES message (id));
CREATE UNIQUE INDEX step_taken ON step (taken);
CREATE INDEX ix_step_message ON step (message);
CREATE TABLE reply (
    id {number},
    "plan" VARCHAR(64) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    body_sha256 VARCHAR(64) DEFAULT '' NOT NULL,
    message_id TEXT NOT NULL,
    at {moment} NOT NULL,
    sender_name TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    removed TEXT NOT NULL,
    signature TEXT NOT NULL,
    flags TEXT NOT NULL,
    raw {bytes} NOT NULL,
    settled_by TEXT,
    settled_at {moment},
    settled_why TEXT,
    UNIQUE (sha256));
CREATE INDEX ix_reply_message_id ON reply (message_id);
CREATE INDEX ix_reply_plan ON reply ("plan");
CREATE TABLE answer (
    id {number},
    reply INTEGER NOT NULL,
    "plan" VARCHAR(64) NOT NULL,
    goal VARCHAR(16) NOT NULL,
    occurrence VARCHAR(32) NOT NULL,
    owner TEXT NOT NULL,
    status VARCHAR(16),
    status_by_team BOOLEAN NOT NULL,
    known_sender BOOLEAN NOT NULL,
    new_date DATE,
    text TEXT NOT NULL,
    answered_by TEXT NOT NULL,
    received DATE NOT NULL,
    release VARCHAR(16) NOT NULL,
    released DATE,
    released_text TEXT,
    FOREIGN KEY(reply) REFERENCES reply (id));
CREATE INDEX ix_answer_reply ON answer (reply);
CREATE INDEX ix_answer_plan ON answer ("plan");
CREATE TABLE absence (
    id {number},
    reply INTEGER NOT NULL,
    "plan" VARCHAR(64) NOT NULL,
    address TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE NOT NULL,
    gone BOOLEAN NOT NULL,
    about VARCHAR(32) NOT NULL,
    FOREIGN KEY(reply) REFERENCES reply (id));
CREATE INDEX ix_absence_reply ON absence (reply);
CREATE INDEX ix_absence_plan ON absence ("plan");
CREATE TABLE decision (
    id {number},
    answer INTEGER NOT NULL,
    at {moment} NOT NULL,
    who TEXT NOT NULL,
    what VARCHAR(16) NOT NULL,
    why TEXT NOT NULL,
    original_sha256 VARCHAR(64) NOT NULL,
    released_sha256 VARCHAR(64),
    FOREIGN KEY(answer) REFERENCES answer (id));
CREATE INDEX ix_decision_answer ON decision (answer);
CREATE TABLE entry (
    id {number},
    "plan" VARCHAR(64) NOT NULL,
    uid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    revised {moment} NOT NULL,
    withdrawn DATE,
    words TEXT NOT NULL);
CREATE INDEX entry_plan_uid ON entry ("plan", uid);
