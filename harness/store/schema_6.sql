-- Version 6: the processor of an attempt, and no statistics over trials that mean different things.

ALTER TABLE attempt ADD COLUMN processor TEXT NOT NULL DEFAULT '';  -- as it calls itself; '' where it was not recorded

-- As in version 1, but for each training version apart.
DROP VIEW point_statistics;
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

PRAGMA user_version = 6;
