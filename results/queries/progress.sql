-- How far each experiment has come
SELECT * FROM progress ORDER BY experiment;
