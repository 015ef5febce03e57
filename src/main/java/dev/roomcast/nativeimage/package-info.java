/**
 * Code for GraalVM's builder only: the layout of the executable, and substitutions in it. No other package imports this
 * one, and the jar for the JVM never runs it.
 *
 * <table>
 *   <caption>Each trick, its gain in the executable, what switches it off, and where it would belong</caption>
 *   <tr><th>trick</th><th>gain</th><th>guard</th><th>upstream</th></tr>
 *   <tr><td>{@link dev.roomcast.nativeimage.HotFirstLayout} places methods and objects that are used beside each other</td>
 *       <td>10 MB less memory at rest</td>
 *       <td>GraalVM for JDK 25 whose two layouters have the known names; otherwise the build prints one WARN</td>
 *       <td><a href="https://www.graalvm.org/latest/reference-manual/native-image/optimizations-and-performance/PGO/">PGO</a>
 *           of Oracle GraalVM orders code by a profile; the community edition does not</td></tr>
 *   <tr><td>{@link dev.roomcast.nativeimage.PrefaultHeapChunks} asks the kernel for a whole heap chunk at once</td>
 *       <td>one system call in place of a page fault for each 4 KiB of a new chunk</td>
 *       <td>Linux and GraalVM for JDK 25; before Linux 5.14 the call has no effect</td>
 *       <td><a href="https://github.com/oracle/graal/blob/master/substratevm/src/com.oracle.svm.core.genscavenge/src/com/oracle/svm/core/genscavenge/HeapChunk.java">HeapChunk</a>
 *           has no option like the JVM's {@code AlwaysPreTouch} for single chunks</td></tr>
 *   <tr><td>{@link dev.roomcast.nativeimage.NativeSend} writes to a socket with one system call</td>
 *       <td>7 to 10 % of the CPU time per delivered message</td>
 *       <td>Linux; {@code DirectWriter} writes through the JDK's channel elsewhere</td>
 *       <td>Netty's epoll transport does the same, but its library is not part of an executable that Quarkus builds</td></tr>
 *   <tr><td>{@link dev.roomcast.nativeimage.HeapSizes} skips a computation of the heap size after every array</td>
 *       <td>a fifth of the instructions of a start</td>
 *       <td>GraalVM for JDK 25 with that method; otherwise the class is not applied</td>
 *       <td>the hook is of no use since GraalVM knows the memory before the first allocation</td></tr>
 *   <tr><td>{@link dev.roomcast.nativeimage.KeyComparison} and {@link dev.roomcast.nativeimage.KeyHash} look up
 *       configuration keys with fewer comparisons</td>
 *       <td>part of the two thirds of a start that read the configuration; not measured by itself</td>
 *       <td>tests compare both with Quarkus's methods for every key</td>
 *       <td>SmallRye Config and Quarkus, which look up some 1700 keys at each start</td></tr>
 * </table>
 *
 * <p>{@link dev.roomcast.nativeimage.RulesRegistration} is no such trick: it registers rules of the application for
 * reflection.
 *
 * <p>To measure one: build the executable with and without it, then run {@code src/test/bench/run} with both in turn. A
 * trick that gains less than 3 % of start, memory or CPU time is removed.
 */
@NullMarked
package dev.roomcast.nativeimage;

import org.jspecify.annotations.NullMarked;
