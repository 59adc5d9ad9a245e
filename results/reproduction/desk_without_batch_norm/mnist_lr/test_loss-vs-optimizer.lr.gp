# Draws test_loss-vs-optimizer.lr.svg and test_loss-vs-optimizer.lr.png from test_loss-vs-optimizer.lr.csv: run `gnuplot test_loss-vs-optimizer.lr.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_loss-vs-optimizer.lr.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Test loss against learning rate (scale: desk)' noenhanced offset 0,-0.2
set tmargin 2.5
set ylabel 'Test loss (nats)' noenhanced
set xlabel 'Learning rate' noenhanced offset 0,0.7
set logscale x
set xrange [6.60693448007596e-06:15.135612484362081]
set xtics ('10⁻⁵' 1e-05 0, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '10⁻⁴' 0.0001 0, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '10⁻³' 0.001 0, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '10⁻²' 0.01 0, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '10⁻¹' 0.1 0, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, '10⁰' 1 0, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10¹' 10 0, '' 20 1, '' 30 1, '' 40 1, '' 50 1, '' 60 1, '' 70 1, '' 80 1, '' 90 1)
set yrange [0:2.4156991242876873]
set ytics 0.5
set format y '%.1f'
set key noenhanced noautotitle Left reverse samplen 2.4 bmargin center horizontal maxcols 3 spacing 1.1 height 0.6
set terminal svg size 560,422 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_loss-vs-optimizer.lr.svg'
marker = 0.75
plot 2.302585092994046 with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' notitle, \
     data skip 1 every ::0::6 using 1:($7<0?0:$7>2.4156991242876873?2.4156991242876873:$7):($8<0?0:$8>2.4156991242876873?2.4156991242876873:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#009e73' notitle, \
     data skip 1 every ::7::13 using 1:($7<0?0:$7>2.4156991242876873?2.4156991242876873:$7):($8<0?0:$8>2.4156991242876873?2.4156991242876873:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#d55e00' notitle, \
     data skip 1 every ::0::6 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 5 pointsize 1*marker linecolor rgb '#009e73' title 'Swish' noenhanced, \
     data skip 1 every ::7::13 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 9 pointsize 1*marker linecolor rgb '#d55e00' title 'Mish' noenhanced, \
     data skip 1 every ::0::6 using 1:($4>0?$5:NaN) with points pointtype 5 pointsize 1*marker linewidth 1.6 linecolor rgb '#ffffff' notitle, \
     data skip 1 every ::0::6 using 1:($4>0?$5:NaN) with points pointtype 4 pointsize 1*marker linewidth 1.6 linecolor rgb '#009e73' notitle, \
     data skip 1 every ::7::13 using 1:($4>0?$5:NaN) with points pointtype 9 pointsize 1*marker linewidth 1.6 linecolor rgb '#ffffff' notitle, \
     data skip 1 every ::7::13 using 1:($4>0?$5:NaN) with points pointtype 8 pointsize 1*marker linewidth 1.6 linecolor rgb '#d55e00' notitle, \
     keyentry with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' title 'chance', \
     keyentry with points pointtype 6 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'diverged'
set terminal pngcairo size 1120,844 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_loss-vs-optimizer.lr.png'
marker = 1
replot
unset output
