-- The twenty finished trials with the longest training time, and their images per second
SELECT trial, dataset, model, "model.activation", train_seconds, images_per_second, epochs_run
FROM result
ORDER BY train_seconds DESC
LIMIT 20;
