-- Code, libraries, machines and data of the finished trials
SELECT a.git_commit, a.git_dirty, t.training_version, a.libtorch_version, a.cpu_capability, a.processor, a.host,
  a.device, a.threads, a.data_sha256, count(*) AS trials, min(a.started_at) AS first_started,
  max(a.ended_at) AS last_ended
FROM outcome AS o JOIN attempt AS a ON a.id = o.attempt JOIN trial AS t ON t.number = o.trial
GROUP BY a.git_commit, a.git_dirty, t.training_version, a.libtorch_version, a.cpu_capability, a.processor, a.host,
  a.device, a.threads, a.data_sha256
ORDER BY last_ended DESC;
