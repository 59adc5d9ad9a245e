# Draws test_top1-vs-mixup.alpha-minus-mish.svg and test_top1-vs-mixup.alpha-minus-mish.png from test_top1-vs-mixup.alpha-minus-mish.csv: run `gnuplot test_top1-vs-mixup.alpha-minus-mish.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_top1-vs-mixup.alpha-minus-mish.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Difference in test accuracy from Mish against'."\n".'mixup α (scale: desk)' noenhanced offset 0,-0.2
set tmargin 3.7
set ylabel 'Difference (percentage points)' noenhanced
set xlabel 'Mixup α' noenhanced offset 0,0.7
set xrange [-0.03:1.03]
set xtics ('0' 0, '0.2' 0.2, '0.5' 0.5, '1' 1)
set yrange [-16.29888800982755:5.676648206378599]
set ytics 5
set format y '%.0f'
set key noenhanced noautotitle Left reverse samplen 2.4 bmargin center horizontal maxcols 2 spacing 1.1 height 0.6
$runs << RUNS
0,-5.449999999999996,1610642098
0,-5.199999999999996,1610642098
0,-0.75,1610642098
0,-2.8500000000000014,1610642098
0,-5.799999999999997,1610642098
0.2,0.8999999999999986,1610642098
0.2,-6.799999999999997,1610642098
0.2,1.7999999999999972,1610642098
0.2,2.6000000000000014,1610642098
0.2,-9.450000000000003,1610642098
0.5,0.09999999999999432,1610642098
0.5,-2.75,1610642098
0.5,-1.1999999999999957,1610642098
0.5,-5.099999999999994,1610642098
0.5,-4.600000000000001,1610642098
1,-1.5499999999999972,1610642098
1,-8.450000000000003,1610642098
1,-2.8500000000000014,1610642098
1,-1.9500000000000028,1610642098
1,-15.299999999999997,1610642098
RUNS
set terminal svg size 560,422 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_top1-vs-mixup.alpha-minus-mish.svg'
marker = 0.75
plot 0 with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' notitle, \
     data skip 1 every ::0::3 using 1:($7<-16.29888800982755?-16.29888800982755:$7>5.676648206378599?5.676648206378599:$7):($8<-16.29888800982755?-16.29888800982755:$8>5.676648206378599?5.676648206378599:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#0072b2' notitle, \
     $runs using 1:2:3 with points pointtype 7 pointsize 0.45*marker linecolor rgb variable notitle, \
     data skip 1 every ::0::3 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 7 pointsize 1*marker linecolor rgb '#0072b2' title 'ReLU' noenhanced, \
     data skip 1 every ::0::3 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#0072b2' notitle, \
     keyentry with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' title 'no difference', \
     keyentry with points pointtype 7 pointsize 0.45*marker linecolor rgb '#666666' title 'single runs', \
     keyentry with points pointtype 2 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'published'
set terminal pngcairo size 1120,844 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_top1-vs-mixup.alpha-minus-mish.png'
marker = 1
replot
unset output
