-- Each grid point with its number of trials, mean, standard deviation and 95 % interval (half its width)
SELECT * FROM summary;
