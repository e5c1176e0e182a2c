CREATE TABLE message (
    id {number},
    "key" VARCHAR(32) NOT NULL,
    "plan" VARCHAR(64) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    owner TEXT NOT NULL,
    day DATE NOT NULL,
    code VARCHAR(16) NOT NULL,
    message_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    recipients TEXT NOT NULL,
    raw {bytes} NOT NULL,
    redirected BOOLEAN NOT NULL,
    unreachable BOOLEAN NOT NULL,
    state VARCHAR(16) NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_at {moment} NOT NULL,
    settled_at {moment},
    reason TEXT NOT NULL,
    UNIQUE ("key"));
CREATE INDEX ix_message_code ON message (code);
CREATE INDEX message_plan_day ON message ("plan", day);
CREATE TABLE step (
    id {number},
    message INTEGER NOT NULL,
    goal VARCHAR(16) NOT NULL,
    occurrence VARCHAR(32) NOT NULL,
    due DATE NOT NULL,
    step VARCHAR(16) NOT NULL,
    step_day DATE NOT NULL,
    shown BOOLEAN NOT NULL,
    FOREIGN KEY(message) REFERENCES message (id));
CREATE INDEX ix_step_message ON step (message);
CREATE TABLE reply (
    id {number},
    "plan" VARCHAR(64) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
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
