-- Version 4: what was seen inside a network, where the key `diagnostics.images` asks for it.

-- One layer in one epoch of an attempt. Numbers of an activation are over the probe images, in evaluation mode; what
-- makes no sense for a kind is NULL. harness/schema/layer_epoch.h has what each number is.
CREATE TABLE layer_epoch (
  attempt INTEGER NOT NULL REFERENCES attempt (id),
  epoch INTEGER NOT NULL,     -- after which it was measured; 0: before training
  kind TEXT NOT NULL CHECK (kind IN ('activation', 'weights')),
  position INTEGER NOT NULL,  -- from 1 in its kind, in the order of the network
  module TEXT NOT NULL,       -- path in the network
  preactivation_mean REAL,
  preactivation_sd REAL,
  activation_mean REAL,
  activation_sd REAL,
  dead_units REAL,            -- percent
  grad_norm REAL,             -- of the module's own parameters, mean over the epoch's steps
  preactivations TEXT,        -- histogram, JSON: {"counts": [100 numbers], "from": x, "to": x}
  PRIMARY KEY (attempt, epoch, kind, position)
) WITHOUT ROWID;

-- The layers of what is finished, to be joined with `result` by the attempt: a trial that is finished on two data sets
-- has two.
CREATE VIEW layers AS
SELECT t.id AS trial, l.*
FROM outcome AS o JOIN trial AS t ON t.number = o.trial JOIN layer_epoch AS l ON l.attempt = o.attempt;

PRAGMA user_version = 4;
