-- Progress of each experiment: its trials by state
SELECT * FROM progress ORDER BY experiment;
