-- Each grid point with its number of trials, mean, standard deviation and half of its 95 % interval
SELECT * FROM summary;
