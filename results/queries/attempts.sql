-- Every attempt at a trial, newest first, with its code, libraries, machine, data and full configuration
SELECT t.id AS trial, a.id AS attempt, a.outcome, a.error, a.started_at, a.ended_at, a.resumed_steps,
  a.git_commit, a.git_dirty, t.training_version, a.libtorch_version, a.cpu_capability, a.processor, a.host, a.pid,
  a.device, a.threads, a.data_sha256, c.config
FROM attempt AS a
  JOIN trial AS t ON t.number = a.trial
  JOIN trial_config AS c ON c.trial = t.number
ORDER BY a.id DESC;
