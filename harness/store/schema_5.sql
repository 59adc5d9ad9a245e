-- Version 5: an attempt can go on from a checkpoint of an earlier one.

-- Steps of the optimizer that the checkpoint had behind it, 0 where the attempt began anew. The epochs behind it are
-- recorded again, so that each attempt has all of its trial's.
ALTER TABLE attempt ADD COLUMN resumed_steps INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 5;
