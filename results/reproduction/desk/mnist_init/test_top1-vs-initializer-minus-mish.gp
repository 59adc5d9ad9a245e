# Draws test_top1-vs-initializer-minus-mish.svg and test_top1-vs-initializer-minus-mish.png from test_top1-vs-initializer-minus-mish.csv: run `gnuplot test_top1-vs-initializer-minus-mish.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_top1-vs-initializer-minus-mish.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Difference in test accuracy from Mish against'."\n".'initializer (scale: desk)' noenhanced offset 0,-0.2
set tmargin 3.7
set ylabel 'Difference (percentage points)' noenhanced
set xlabel 'Initializer' noenhanced offset 0,0.7
set xrange [-0.6:9.6]
set xtics ('random_normal' 0, 'random_uniform' 1, 'truncated_normal' 2, 'orthogonal' 3, 'lecun_uniform' 4, 'glorot_normal' 5, 'glorot_uniform' 6, 'he_normal' 7, 'lecun_normal' 8, 'he_uniform' 9) rotate by 35 right
unset mxtics
set lmargin at screen 0.169
set object rectangle from 0.5, graph 0 to 1.5, graph 1 behind fillcolor rgb '#f3f3f3' fillstyle solid noborder
set object rectangle from 2.5, graph 0 to 3.5, graph 1 behind fillcolor rgb '#f3f3f3' fillstyle solid noborder
set object rectangle from 4.5, graph 0 to 5.5, graph 1 behind fillcolor rgb '#f3f3f3' fillstyle solid noborder
set object rectangle from 6.5, graph 0 to 7.5, graph 1 behind fillcolor rgb '#f3f3f3' fillstyle solid noborder
set object rectangle from 8.5, graph 0 to 9.5, graph 1 behind fillcolor rgb '#f3f3f3' fillstyle solid noborder
set yrange [-1.107288293945317:2.357489918759304]
set ytics 0.5
set format y '%.1f'
set key noenhanced noautotitle Left reverse samplen 0.5 bmargin center horizontal maxcols 2 spacing 1.1 height 0.6
$runs << RUNS
-0.024,-0.04999999999999716,1610653299
-0.012,-0.20000000000000284,1610653299
0,-0.04999999999999716,1610653299
0.012,0.7000000000000028,1610653299
0.024,0.20000000000000284,1610653299
0.976,-0.44999999999998863,1610653299
0.988,-0.14999999999999147,1610653299
1,-0.3499999999999943,1610653299
1.012,-0.10000000000000853,1610653299
1.024,0,1610653299
1.976,2.200000000000003,1610653299
1.988,-0.30000000000001137,1610653299
2,0.29999999999999716,1610653299
2.012,-0.5,1610653299
2.024,0.20000000000000284,1610653299
2.976,0.10000000000000853,1610653299
2.988,0.7000000000000028,1610653299
3,0.10000000000000853,1610653299
3.012,-0.8500000000000085,1610653299
3.024,0,1610653299
3.976,0.04999999999999716,1610653299
3.988,-0.10000000000000853,1610653299
4,0.29999999999999716,1610653299
4.012,-0.04999999999999716,1610653299
4.024,0.3499999999999943,1610653299
4.976,0.45000000000000284,1610653299
4.988,-0.19999999999998863,1610653299
5,0.09999999999999432,1610653299
5.012,-0.3999999999999915,1610653299
5.024,0.45000000000000284,1610653299
5.976,0.09999999999999432,1610653299
5.988,0,1610653299
6,0.3499999999999943,1610653299
6.012,-0.10000000000000853,1610653299
6.024,0.15000000000000568,1610653299
6.976,0.9500000000000028,1610653299
6.988,-0.04999999999999716,1610653299
7,-0.04999999999999716,1610653299
7.012,-0.10000000000000853,1610653299
7.024,0.3999999999999915,1610653299
7.976,-0.7999999999999972,1610653299
7.988,-0.14999999999999147,1610653299
8,-0.3500000000000085,1610653299
8.012,0.05000000000001137,1610653299
8.024,0.5,1610653299
8.976,0,1610653299
8.988,-0.09999999999999432,1610653299
9,0.25,1610653299
9.012,-0.15000000000000568,1610653299
9.024,0.14999999999999147,1610653299
RUNS
set terminal svg size 560,494 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_top1-vs-initializer-minus-mish.svg'
marker = 0.75
plot 0 with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' notitle, \
     data skip 1 every ::0::9 using ($0+0):5:($7<-1.107288293945317?-1.107288293945317:$7>2.357489918759304?2.357489918759304:$7):($8<-1.107288293945317?-1.107288293945317:$8>2.357489918759304?2.357489918759304:$8) with yerrorbars pointtype 0 pointsize 0 linewidth 1.6 linecolor rgb '#009e73' notitle, \
     $runs using 1:2:3 with points pointtype 7 pointsize 0.45*marker linecolor rgb variable notitle, \
     data skip 1 every ::0::9 using ($0+0):5 with points linewidth 1.8 pointtype 5 pointsize 1*marker linecolor rgb '#009e73' title 'Swish' noenhanced, \
     data skip 1 every ::0::9 using ($0+0):9 with points linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#009e73' notitle, \
     keyentry with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' title 'no difference', \
     keyentry with points pointtype 7 pointsize 0.45*marker linecolor rgb '#666666' title 'single runs', \
     keyentry with points pointtype 2 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'published'
set terminal pngcairo size 1120,988 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_top1-vs-initializer-minus-mish.png'
marker = 1
replot
unset output
