-- Mean test accuracy of each data set, model and activation; activations that ever diverged come last
SELECT dataset, model, "model.activation", count(*) AS trials,
  sum(outcome = 'diverged') AS diverged,
  avg(CASE outcome WHEN 'done' THEN test_top1 END) AS test_top1,
  avg(CASE outcome WHEN 'done' THEN test_loss END) AS test_loss,
  precision, training_version, data_sha256
FROM result
GROUP BY dataset, model, "model.activation", precision, training_version, data_sha256
ORDER BY dataset, model, data_sha256, training_version, precision, sum(outcome = 'diverged') > 0, test_top1 DESC;
