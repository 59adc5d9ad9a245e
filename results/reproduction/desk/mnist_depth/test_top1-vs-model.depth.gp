# Draws test_top1-vs-model.depth.svg and test_top1-vs-model.depth.png from test_top1-vs-model.depth.csv: run `gnuplot test_top1-vs-model.depth.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_top1-vs-model.depth.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Test accuracy against depth (layers)'."\n".'(scale: desk)' noenhanced offset 0,-0.2
set tmargin 3.7
set ylabel 'Test accuracy (%)' noenhanced
set xlabel 'Depth (layers)' noenhanced offset 0,0.7
set xrange [14.7:25.3]
set xtics ('15' 15, '16' 16, '17' 17, '18' 18, '19' 19, '20' 20, '21' 21, '22' 22, '23' 23, '24' 24, '25' 25)
set yrange [0:100]
set ytics 20
set format y '%.0f'
set key noenhanced noautotitle Left reverse samplen 2.4 bmargin center horizontal maxcols 3 spacing 1.1 height 0.6
set terminal svg size 560,422 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_top1-vs-model.depth.svg'
marker = 0.75
plot 10 with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' notitle, \
     data skip 1 every ::0::10 using 1:($7<0?0:$7>100?100:$7):($8<0?0:$8>100?100:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#0072b2' notitle, \
     data skip 1 every ::11::21 using 1:($7<0?0:$7>100?100:$7):($8<0?0:$8>100?100:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#009e73' notitle, \
     data skip 1 every ::22::32 using 1:($7<0?0:$7>100?100:$7):($8<0?0:$8>100?100:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#d55e00' notitle, \
     data skip 1 every ::0::10 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 7 pointsize 1*marker linecolor rgb '#0072b2' title 'ReLU' noenhanced, \
     data skip 1 every ::11::21 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 5 pointsize 1*marker linecolor rgb '#009e73' title 'Swish' noenhanced, \
     data skip 1 every ::22::32 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 9 pointsize 1*marker linecolor rgb '#d55e00' title 'Mish' noenhanced, \
     data skip 1 every ::0::10 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#0072b2' notitle, \
     data skip 1 every ::11::21 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#009e73' notitle, \
     data skip 1 every ::22::32 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#d55e00' notitle, \
     keyentry with lines linewidth 1.4 dashtype (2,4) linecolor rgb '#666666' title 'chance', \
     keyentry with points pointtype 2 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'published'
set terminal pngcairo size 1120,844 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_top1-vs-model.depth.png'
marker = 1
replot
unset output
