# Draws test_loss-vs-mixup.alpha.svg and test_loss-vs-mixup.alpha.png from test_loss-vs-mixup.alpha.csv: run `gnuplot test_loss-vs-mixup.alpha.gp` in this folder.
set encoding utf8
set datafile separator comma
data = 'test_loss-vs-mixup.alpha.csv'
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6,0.3 noenhanced
set xtics offset 0,0.3
set grid noxtics ytics linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8
set errorbars 0.6
set title 'Test loss against mixup α (scale: desk)' noenhanced offset 0,-0.2
set tmargin 2.5
set ylabel 'Test loss (nats)' noenhanced
set xlabel 'Mixup α' noenhanced offset 0,0.7
set xrange [-0.03:1.03]
set xtics ('0' 0, '0.2' 0.2, '0.5' 0.5, '1' 1)
set yrange [0.9844738640779739:1.7132488543625501]
set ytics 0.2
set format y '%.1f'
set key noenhanced noautotitle Left reverse samplen 2.4 bmargin center horizontal maxcols 3 spacing 1.1 height 0.6
set terminal svg size 560,400 dynamic font 'sans-serif,14.5' background '#ffffff'
set output 'test_loss-vs-mixup.alpha.svg'
marker = 0.75
plot data skip 1 every ::0::3 using 1:($7<0.9844738640779739?0.9844738640779739:$7>1.7132488543625501?1.7132488543625501:$7):($8<0.9844738640779739?0.9844738640779739:$8>1.7132488543625501?1.7132488543625501:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#0072b2' notitle, \
     data skip 1 every ::4::7 using 1:($7<0.9844738640779739?0.9844738640779739:$7>1.7132488543625501?1.7132488543625501:$7):($8<0.9844738640779739?0.9844738640779739:$8>1.7132488543625501?1.7132488543625501:$8) with filledcurves fillstyle transparent solid 0.16 noborder fillcolor rgb '#d55e00' notitle, \
     data skip 1 every ::0::3 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 7 pointsize 1*marker linecolor rgb '#0072b2' title 'ReLU' noenhanced, \
     data skip 1 every ::4::7 using 1:5 with linespoints linewidth 1.8 dashtype solid pointtype 9 pointsize 1*marker linecolor rgb '#d55e00' title 'Mish' noenhanced, \
     data skip 1 every ::0::3 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#0072b2' notitle, \
     data skip 1 every ::4::7 using 1:9 with linespoints dashtype 3 linewidth 1.2 pointtype 2 pointsize 1*marker linecolor rgb '#d55e00' notitle, \
     keyentry with points pointtype 2 pointsize marker linewidth 1.6 linecolor rgb '#666666' title 'published'
set terminal pngcairo size 1120,800 font 'sans-serif,13' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'test_loss-vs-mixup.alpha.png'
marker = 1
replot
unset output
