-- The schema of an actsweep database, version 1.
--
-- Units everywhere: times of day are ISO 8601 in UTC with milliseconds, durations seconds, memory bytes, accuracies
-- percent, losses the mean cross-entropy in nats. NaN and infinity are NULL: SQLite has neither.
--
-- actsweep completes this file when it creates a database: a line `-- @metrics of ...` becomes one column per metric
-- that harness/schema declares. Later it adds a column to `trial` for each configuration key that occurs, under its
-- dotted name ("model.activation", "optimizer.lr"), and creates two views over them (harness/store/config_columns.cc):
--   result   one row per finished trial and data set: its configuration and metrics
--   summary  one row per grid point (the configuration without seeds): count, mean, standard deviation, 95 % interval

PRAGMA application_id = 0x61737770;  -- "aswp"
PRAGMA user_version = 1;

-- An experiment as it was last requested.
CREATE TABLE experiment (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  yaml TEXT NOT NULL,
  overrides TEXT NOT NULL,  -- JSON array of the command line's "key=value"
  first_seen TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  last_seen TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

-- One process that trains. It is alive while it holds the lock on byte `id` of the database's ".lock" file
-- (harness/store/run_lock.h). AUTOINCREMENT keeps a later run from inheriting the number of a dead one.
CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  jobs INTEGER NOT NULL,  -- trials that it trains at once
  command_line TEXT NOT NULL,
  started_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  heartbeat_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  ended_at TEXT
);

-- One configuration. Tables join by `number` (integers keep neighbors together and indexes small); people and other
-- programs see `id`, a hash. The configuration's text is kept elsewhere, because `status` and `result` scan this table.
CREATE TABLE trial (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  training_version INTEGER NOT NULL,  -- kTrainingVersion when the id was made
  state TEXT NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'running', 'done', 'diverged', 'failed')),
  run INTEGER REFERENCES run (id),  -- the one that holds the trial while its state is 'running'
  newest_epoch_at TEXT,
  point TEXT NOT NULL  -- hash of the configuration without its seeds: equal for repeats
);
-- Covers the counting of states, which would otherwise read the whole of `trial`.
CREATE INDEX trial_by_state ON trial (state, newest_epoch_at);

CREATE TABLE trial_config (
  trial INTEGER PRIMARY KEY REFERENCES trial (number),
  config TEXT NOT NULL  -- JSON, resolved, with all defaults
);

CREATE TABLE experiment_trial (
  trial INTEGER NOT NULL REFERENCES trial (number),
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  PRIMARY KEY (trial, experiment)
) WITHOUT ROWID;

-- One attempt at a trial; `outcome` is NULL while it runs.
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trial INTEGER NOT NULL REFERENCES trial (number),
  run INTEGER NOT NULL REFERENCES run (id),
  outcome TEXT CHECK (outcome IN ('done', 'diverged', 'failed', 'interrupted')),
  error TEXT NOT NULL DEFAULT '',  -- why it failed or was interrupted
  started_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  ended_at TEXT,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  device TEXT NOT NULL,
  threads INTEGER NOT NULL,
  git_commit TEXT NOT NULL,
  git_dirty INTEGER NOT NULL,  -- 1: built from files that differ from the commit
  libtorch_version TEXT NOT NULL,
  cpu_capability TEXT NOT NULL,
  processor TEXT NOT NULL,
  data_sha256 TEXT NOT NULL,  -- of the decoded records for training and testing
  -- Optimizer steps in the checkpoint that the attempt resumed, 0 if it started from scratch. Their epochs are recorded
  -- again, so that each attempt has all epochs of its trial.
  resumed_steps INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX attempt_by_trial ON attempt (trial);
CREATE INDEX attempt_open ON attempt (run) WHERE outcome IS NULL;

CREATE TABLE epoch (
  attempt INTEGER NOT NULL REFERENCES attempt (id),
  epoch INTEGER NOT NULL,  -- from 1
  -- @metrics of an epoch
  PRIMARY KEY (attempt, epoch)
) WITHOUT ROWID;

-- Diagnostics of one layer in one epoch of an attempt, where the key `diagnostics.images` requests them. Numbers of an
-- activation are over the probe images, in evaluation mode; a number that does not apply to a kind is NULL.
CREATE TABLE layer_epoch (
  attempt INTEGER NOT NULL REFERENCES attempt (id),
  epoch INTEGER NOT NULL,     -- after which it was measured; 0: before training
  kind TEXT NOT NULL CHECK (kind IN ('activation', 'weights')),
  position INTEGER NOT NULL,  -- from 1 in its kind, in the order of the network
  module TEXT NOT NULL,       -- path in the network
  preactivations TEXT,        -- histogram, JSON: {"counts": [100 numbers], "from": x, "to": x}
  -- @metrics of a layer
  PRIMARY KEY (attempt, epoch, kind, position)
) WITHOUT ROWID;

-- The accepted attempt at a trial on one data set, and its metrics. It makes the trial finished. Diverged trials are
-- here, too: what they could not measure is NULL, and reports count it as chance-level accuracy.
CREATE TABLE outcome (
  attempt INTEGER PRIMARY KEY REFERENCES attempt (id),
  trial INTEGER NOT NULL REFERENCES trial (number),
  data_sha256 TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'diverged')),
  epochs_run INTEGER NOT NULL,
  -- @metrics of a trial
  finished_at TEXT NOT NULL,
  UNIQUE (trial, data_sha256)
);

-- An interim analysis of the evidence on a claim. Statistics correct for their number.
CREATE TABLE interim_analysis (
  id INTEGER PRIMARY KEY,
  experiment TEXT NOT NULL,
  claim TEXT NOT NULL,
  evidence TEXT NOT NULL,  -- SHA-256 of the trials that it used
  seeds INTEGER NOT NULL,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  UNIQUE (experiment, claim, evidence)
);

-- Diagnostics of finished trials, to be joined with `result` by the attempt: a trial that is finished on two data sets
-- has two.
CREATE VIEW diagnostics AS
SELECT t.id AS trial, l.*
FROM outcome AS o JOIN trial AS t ON t.number = o.trial JOIN layer_epoch AS l ON l.attempt = o.attempt;

-- Quantiles of Student's t: half of a 95 % interval is t standard errors, with df = n - 1. The first thirty are exact;
-- the others follow Abramowitz and Stegun 26.7.5 (relative error below 2e-8). Beyond the last row, use the last: its
-- interval is at most 0.13 % too wide.
CREATE TABLE t_quantile (
  df INTEGER PRIMARY KEY,
  t REAL NOT NULL
);
INSERT INTO t_quantile VALUES
  (1, 12.7062047361747), (2, 4.30265272974946), (3, 3.18244630528371), (4, 2.77644510519779),
  (5, 2.57058183563631), (6, 2.44691185114498), (7, 2.36462425159278), (8, 2.30600413520417),
  (9, 2.2621571627982), (10, 2.22813885198627), (11, 2.20098516009164), (12, 2.17881282966723),
  (13, 2.16036865646279), (14, 2.1447866879178), (15, 2.13144954555978), (16, 2.11990529922125),
  (17, 2.10981557783332), (18, 2.10092204024104), (19, 2.09302405440831), (20, 2.08596344726586),
  (21, 2.07961384472768), (22, 2.07387306790403), (23, 2.06865761041905), (24, 2.06389856162803),
  (25, 2.0595385527533), (26, 2.05552943864287), (27, 2.05183051648029), (28, 2.04840714179524),
  (29, 2.0452296421327), (30, 2.04227245630124);
INSERT INTO t_quantile
WITH RECURSIVE freedom (df) AS (SELECT 31 UNION ALL SELECT df + 1 FROM freedom WHERE df < 1000)
SELECT df,
  1.959963984540054 + (2.372271230298562 + (2.8224986157396112
    + (2.555849679507722 + 1.5895340533938225 / df) / df) / df) / df
FROM freedom;

-- The numbers in `summary` of a grid point under one training version and on one data set. Mean, standard deviation
-- (of a sample; in two passes, so that close values lose no digits) and interval cover the trials that are done, `n` -
-- `n_diverged` of them. Always read `n_diverged` with them. One trial has neither deviation nor interval.
CREATE VIEW point_statistics AS
WITH
  measured AS (
    SELECT t.point, t.training_version, o.data_sha256, o.trial, o.outcome,
      CASE o.outcome WHEN 'done' THEN o.test_top1 END AS test_top1,
      CASE o.outcome WHEN 'done' THEN o.test_loss END AS test_loss
    FROM outcome AS o JOIN trial AS t ON t.number = o.trial
  ),
  deviating AS (
    SELECT *,
      test_top1 - avg(test_top1) OVER same AS top1_deviation,
      test_loss - avg(test_loss) OVER same AS loss_deviation
    FROM measured WINDOW same AS (PARTITION BY point, training_version, data_sha256)
  ),
  grouped AS (
    SELECT min(trial) AS example, training_version, data_sha256, count(*) AS n,
      sum(outcome = 'diverged') AS n_diverged,
      count(test_top1) AS top1_n, avg(test_top1) AS top1_mean,
      sqrt(sum(top1_deviation * top1_deviation) / nullif(count(test_top1) - 1, 0)) AS top1_sd,
      count(test_loss) AS loss_n, avg(test_loss) AS loss_mean,
      sqrt(sum(loss_deviation * loss_deviation) / nullif(count(test_loss) - 1, 0)) AS loss_sd
    FROM deviating GROUP BY point, training_version, data_sha256
  )
SELECT example, training_version, data_sha256, n, n_diverged,
  top1_mean AS test_top1_mean, top1_sd AS test_top1_sd,
  (SELECT t FROM t_quantile WHERE df <= top1_n - 1 ORDER BY df DESC LIMIT 1) * top1_sd / sqrt(top1_n)
    AS test_top1_ci95,
  loss_mean AS test_loss_mean, loss_sd AS test_loss_sd,
  (SELECT t FROM t_quantile WHERE df <= loss_n - 1 ORDER BY df DESC LIMIT 1) * loss_sd / sqrt(loss_n)
    AS test_loss_ci95
FROM grouped;

-- Progress of each experiment. A killed run counts as running until the next run frees its trials, because SQL cannot
-- see locks (`status` can). `images_per_second` covers the running trials: their number times the mean speed of the
-- newest epochs of the last five minutes.
CREATE VIEW progress AS
WITH
  recent AS (
    SELECT et.experiment, (
        SELECT e.images_per_second FROM attempt AS a JOIN epoch AS e ON e.attempt = a.id
        WHERE a.trial = t.number ORDER BY a.id DESC, e.epoch DESC LIMIT 1
      ) AS images_per_second
    FROM trial AS t JOIN experiment_trial AS et ON et.trial = t.number
    WHERE t.state = 'running' OR (
      t.state IN ('pending', 'done', 'diverged', 'failed')  -- all: lets the index find the time
      AND t.newest_epoch_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-5 minutes'))
  ),
  speed AS (
    SELECT experiment, avg(images_per_second) AS per_trial FROM recent GROUP BY experiment
  ),
  by_state AS (
    SELECT et.experiment, t.state, count(*) AS trials, max(t.newest_epoch_at) AS newest_epoch_at
    FROM trial AS t INDEXED BY trial_by_state CROSS JOIN experiment_trial AS et
      ON et.trial = t.number
    GROUP BY et.experiment, t.state
  ),
  counted AS (
    SELECT experiment, sum(trials) AS total,
      sum(trials) FILTER (WHERE state = 'pending') AS pending,
      sum(trials) FILTER (WHERE state = 'running') AS running,
      sum(trials) FILTER (WHERE state = 'done') AS done,
      sum(trials) FILTER (WHERE state = 'diverged') AS diverged,
      sum(trials) FILTER (WHERE state = 'failed') AS failed,
      max(newest_epoch_at) AS newest_epoch_at
    FROM by_state GROUP BY experiment
  )
SELECT x.name AS experiment, coalesce(c.total, 0) AS total, coalesce(c.pending, 0) AS pending,
  coalesce(c.running, 0) AS running, coalesce(c.done, 0) AS done,
  coalesce(c.diverged, 0) AS diverged, coalesce(c.failed, 0) AS failed, c.newest_epoch_at,
  CASE WHEN c.running > 0 THEN c.running * s.per_trial END AS images_per_second
FROM experiment AS x
  LEFT JOIN counted AS c ON c.experiment = x.id
  LEFT JOIN speed AS s ON s.experiment = x.id;
