# Draws test_top1-vs-initializer.svg and test_top1-vs-initializer.png from test_top1-vs-initializer.csv: run `gnuplot test_top1-vs-initializer.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_top1-vs-initializer.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Test accuracy against initializer (scale: desk)' noenhanced offset 0,-0.2
set tmargin 2.5
set ylabel 'Test accuracy (%)' noenhanced
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
set yrange [94.67977887090686:98.95429624424254]
set ytics 1
set format y '%.0f'
set key noenhanced noautotitle Left reverse samplen 0.5 bmargin center horizontal maxcols 3 spacing 1.1 height 0.6
set terminal svg size 560,472 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_top1-vs-initializer.svg'
marker = 0.75
plot data skip 1 every ::0::9 using ($0-0.1):5:($7<94.67977887090686?94.67977887090686:$7>98.95429624424254?98.95429624424254:$7):($8<94.67977887090686?94.67977887090686:$8>98.95429624424254?98.95429624424254:$8) with yerrorbars pointtype 0 pointsize 0 linewidth 1.6 linecolor rgb '#009e73' notitle, \
     data skip 1 every ::10::19 using ($0+0.1):5:($7<94.67977887090686?94.67977887090686:$7>98.95429624424254?98.95429624424254:$7):($8<94.67977887090686?94.67977887090686:$8>98.95429624424254?98.95429624424254:$8) with yerrorbars pointtype 0 pointsize 0 linewidth 1.6 linecolor rgb '#d55e00' notitle, \
     data skip 1 every ::0::9 using ($0-0.1):5 with points linewidth 1.8 pointtype 5 pointsize 1*marker linecolor rgb '#009e73' title 'Swish' noenhanced, \
     data skip 1 every ::10::19 using ($0+0.1):5 with points linewidth 1.8 pointtype 9 pointsize 1*marker linecolor rgb '#d55e00' title 'Mish' noenhanced, \
     data skip 1 every ::0::9 using ($0-0.1):9 with points linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#009e73' notitle, \
     data skip 1 every ::10::19 using ($0+0.1):9 with points linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#d55e00' notitle, \
     keyentry with points pointtype 2 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'published'
set terminal pngcairo size 1120,944 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_top1-vs-initializer.png'
marker = 1
replot
unset output
