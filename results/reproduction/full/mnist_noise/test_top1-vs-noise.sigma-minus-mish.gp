# Draws test_top1-vs-noise.sigma-minus-mish.svg and test_top1-vs-noise.sigma-minus-mish.png from test_top1-vs-noise.sigma-minus-mish.csv: run `gnuplot test_top1-vs-noise.sigma-minus-mish.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_top1-vs-noise.sigma-minus-mish.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Difference in test accuracy from Mish against'."\n".'input noise σ (scale: full)' noenhanced offset 0,-0.2
set tmargin 3.7
set ylabel 'Difference (percentage points)' noenhanced
set xlabel 'Input noise σ' noenhanced offset 0,0.7
set xrange [-0.24:8.24]
set xtics ('0' 0, '1' 1, '2' 2, '3' 3, '4' 4, '5' 5, '6' 6, '7' 7, '8' 8)
set yrange [-25.089:6.569000000000003]
set ytics 5
set format y '%.0f'
set key noenhanced noautotitle Left reverse samplen 2.4 bmargin center horizontal maxcols 2 spacing 1.1 height 0.6
$runs << RUNS
0,-0.01999999999999602,1610642098
0,-0.09000000000000341,1610642098
0,0.030000000000001137,1610642098
1,0.15000000000000568,1610642098
1,0.01999999999999602,1610642098
1,-0.25,1610642098
2,-0.09000000000000341,1610642098
2,-0.0800000000000054,1610642098
2,0.03999999999999915,1610642098
3,-0.3300000000000054,1610642098
3,0.17999999999999972,1610642098
3,0,1610642098
4,-0.1999999999999993,1610642098
4,-0.5599999999999987,1610642098
4,-0.46000000000000085,1610642098
5,0.019999999999999574,1610642098
5,0.00999999999999801,1610642098
5,0.3100000000000023,1610642098
6,0,1610642098
6,-0.010000000000001563,1610642098
6,-0.10000000000000142,1610642098
7,0.4399999999999977,1610642098
7,-0.3099999999999987,1610642098
7,-0.05000000000000071,1610642098
8,0.3000000000000007,1610642098
8,0.1700000000000017,1610642098
8,-0.0799999999999983,1610642098
0,0.0799999999999983,1610653299
0,-0.10999999999999943,1610653299
0,-0.09000000000000341,1610653299
1,0.0799999999999983,1610653299
1,-0.11999999999999034,1610653299
1,-0.09000000000000341,1610653299
2,0.04999999999999716,1610653299
2,-0.05000000000000426,1610653299
2,-0.21999999999999886,1610653299
3,0.04999999999999716,1610653299
3,0.21000000000000085,1610653299
3,-0.11999999999999744,1610653299
4,-0.05999999999999872,1610653299
4,-0.0799999999999983,1610653299
4,-0.33999999999999986,1610653299
5,0.08999999999999986,1610653299
5,0.33999999999999986,1610653299
5,0.11000000000000298,1610653299
6,0.14999999999999858,1610653299
6,-0.120000000000001,1610653299
6,-0.08999999999999986,1610653299
7,0.05999999999999872,1610653299
7,0.25,1610653299
7,0.16000000000000014,1610653299
8,0.3099999999999987,1610653299
8,0.4700000000000024,1610653299
8,-0.05999999999999872,1610653299
RUNS
set terminal svg size 560,444 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_top1-vs-noise.sigma-minus-mish.svg'
marker = 0.75
plot 0 with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' notitle, \
     data skip 1 every ::0::8 using 1:($7<-25.089?-25.089:$7>6.569000000000003?6.569000000000003:$7):($8<-25.089?-25.089:$8>6.569000000000003?6.569000000000003:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#0072b2' notitle, \
     data skip 1 every ::9::17 using 1:($7<-25.089?-25.089:$7>6.569000000000003?6.569000000000003:$7):($8<-25.089?-25.089:$8>6.569000000000003?6.569000000000003:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#009e73' notitle, \
     $runs using 1:2:3 with points pointtype 7 pointsize 0.45*marker linecolor rgb variable notitle, \
     data skip 1 every ::0::8 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 7 pointsize 1*marker linecolor rgb '#0072b2' title 'ReLU' noenhanced, \
     data skip 1 every ::9::17 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 5 pointsize 1*marker linecolor rgb '#009e73' title 'Swish' noenhanced, \
     data skip 1 every ::0::8 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#0072b2' notitle, \
     data skip 1 every ::9::17 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#009e73' notitle, \
     keyentry with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' title 'no difference', \
     keyentry with points pointtype 7 pointsize 0.45*marker linecolor rgb '#666666' title 'single runs', \
     keyentry with points pointtype 2 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'published'
set terminal pngcairo size 1120,888 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_top1-vs-noise.sigma-minus-mish.png'
marker = 1
replot
unset output
