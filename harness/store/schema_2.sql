-- Version 2: the penalty that a regularizer adds to the loss is a metric.

ALTER TABLE epoch ADD COLUMN penalty REAL;
ALTER TABLE outcome ADD COLUMN penalty REAL;

PRAGMA user_version = 2;
