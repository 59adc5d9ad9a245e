-- Failed attempts, newest first, with their reason
SELECT t.id AS trial, t.state, a.id AS attempt, a.ended_at, a.host, a.device, a.error
FROM attempt AS a JOIN trial AS t ON t.number = a.trial
WHERE a.outcome = 'failed'
ORDER BY a.id DESC;
