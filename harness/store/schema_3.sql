-- Version 3: every interim analysis at the evidence on a claim, so that looking again and again is paid for.

CREATE TABLE interim_analysis (
  id INTEGER PRIMARY KEY,
  experiment TEXT NOT NULL,
  claim TEXT NOT NULL,
  evidence TEXT NOT NULL,  -- SHA-256 of the trials that were looked at
  seeds INTEGER NOT NULL,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  UNIQUE (experiment, claim, evidence)
);

PRAGMA user_version = 3;
