-- Every published number of the Mish paper: experiment, point, activation, metric and source
SELECT experiment, key, value, activation, metric, number, unit, statistic, runs, how, source FROM paper;
