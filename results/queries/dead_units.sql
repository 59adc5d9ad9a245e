-- Dead units in percent after the last epoch, and pre-activations of each layer, of trials with diagnostics.images
SELECT x.name AS experiment, r."model.activation" AS activation, l.position AS layer, l.module,
  count(*) AS trials, avg(l.dead_units) AS dead_units,
  avg(l.preactivation_mean) AS preactivation_mean, avg(l.preactivation_sd) AS preactivation_sd,
  r.precision, r.training_version, r.data_sha256
FROM result AS r
  JOIN diagnostics AS l ON l.attempt = r.attempt AND l.epoch = r.epochs_run AND l.kind = 'activation'
  JOIN trial AS t ON t.id = r.trial
  JOIN experiment_trial AS et ON et.trial = t.number
  JOIN experiment AS x ON x.id = et.experiment
WHERE r.outcome = 'done'
GROUP BY x.name, r.data_sha256, r.training_version, r.precision, r."model.activation", l.position, l.module
ORDER BY x.name, r.data_sha256, r.training_version, r.precision, r."model.activation", l.position;
