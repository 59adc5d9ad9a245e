-- Version 7: how long the test images take is a metric.

ALTER TABLE epoch ADD COLUMN eval_seconds REAL;    -- to measure the test images after the epoch
ALTER TABLE outcome ADD COLUMN eval_seconds REAL;  -- mean over the epochs

PRAGMA user_version = 7;
