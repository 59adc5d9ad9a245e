# Draws test_top1-vs-optimizer.lr-minus-mish.svg and test_top1-vs-optimizer.lr-minus-mish.png from test_top1-vs-optimizer.lr-minus-mish.csv: run `gnuplot test_top1-vs-optimizer.lr-minus-mish.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_top1-vs-optimizer.lr-minus-mish.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Difference in test accuracy from Mish against'."\n".'learning rate (scale: full)' noenhanced offset 0,-0.2
set tmargin 3.7
set ylabel 'Difference (percentage points)' noenhanced
set xlabel 'Learning rate' noenhanced offset 0,0.7
set logscale x
set xrange [6.60693448007596e-06:15.135612484362081]
set xtics ('10⁻⁵' 1e-05 0, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '10⁻⁴' 0.0001 0, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '10⁻³' 0.001 0, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '10⁻²' 0.01 0, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '10⁻¹' 0.1 0, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, '10⁰' 1 0, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10¹' 10 0, '' 20 1, '' 30 1, '' 40 1, '' 50 1, '' 60 1, '' 70 1, '' 80 1, '' 90 1)
set yrange [-8.467500000000003:19.417500000000008]
set ytics 5
set format y '%.0f'
set key noenhanced noautotitle Left reverse samplen 2.4 bmargin center horizontal maxcols 2 spacing 1.1 height 0.6
$runs << RUNS
0.01,0.0799999999999983,1610653299
0.01,-0.10999999999999943,1610653299
0.01,-0.09000000000000341,1610653299
RUNS
set terminal svg size 560,422 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_top1-vs-optimizer.lr-minus-mish.svg'
marker = 0.75
plot 0 with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' notitle, \
     data skip 1 every ::0::6 using 1:($7<-8.467500000000003?-8.467500000000003:$7>19.417500000000008?19.417500000000008:$7):($8<-8.467500000000003?-8.467500000000003:$8>19.417500000000008?19.417500000000008:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#009e73' notitle, \
     $runs using 1:2:3 with points pointtype 7 pointsize 0.45*marker linecolor rgb variable notitle, \
     data skip 1 every ::0::6 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 5 pointsize 1*marker linecolor rgb '#009e73' title 'Swish' noenhanced, \
     data skip 1 every ::0::6 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#009e73' notitle, \
     keyentry with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' title 'no difference', \
     keyentry with points pointtype 7 pointsize 0.45*marker linecolor rgb '#666666' title 'single runs', \
     keyentry with points pointtype 2 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'published'
set terminal pngcairo size 1120,844 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_top1-vs-optimizer.lr-minus-mish.png'
marker = 1
replot
unset output
