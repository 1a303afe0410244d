using System.Runtime.CompilerServices;
using CsCheck;
using Shouldly;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Windows;
using Trestle.Testing;
using Trestle.Testing.Contracts;
using Xunit;
using Json = Trestle.Stages.Kernel.Artifacts.Documents;

namespace Trestle.Tests.Stages.Monitor;

public sealed class WindowTests
{
    private static readonly MonitorReference Reference = SampleTraffic.Reference();

    [Fact]
    public void Parts_of_a_window_merge_to_the_whole() => Gen.Select(Gen.Int[0, 600], Gen.Int[0, 600], Gen.Int[1, 1000]).Sample(
        (a, b, seed) =>
    {
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        var merged = Part(seed, 0, low);
        merged.Merge(Part(seed, low, high));
        merged.Merge(Part(seed, high, 600));
        Bytes(merged).ShouldBe(Bytes(Part(seed, 0, 600)));
    },
        iter: 6);

    [Fact]
    public void Windows_of_other_references_do_not_merge() => Should.Throw<TrestleException>(() =>
        SampleTraffic.Window(Reference, 10, 1).Merge(
            SampleTraffic.Window(SampleTraffic.Reference(100), 10, 1))).Problems[0].Code.ShouldBe("TR2104");

    [Fact]
    public void Scores_of_another_shape_are_refused()
    {
        var window = new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1));
        var rows = SampleTraffic.Draw(3, 1).Rows;
        Should.Throw<TrestleException>(() => window.Add(rows, [0.1, 0.2], SampleTraffic.Start)).Problems[0].Code.ShouldBe("TR2103");
        Should.Throw<TrestleException>(() => window.AddLabel(1, [0.1, 0.2], 1, TimeSpan.Zero)).Problems[0].Code.ShouldBe("TR2103");
        window.Rows.ShouldBe(0);
        window.Labels.Count.ShouldBe(0);
    }

    [Fact]
    public void A_flood_of_new_texts_is_counted_and_not_kept()
    {
        var window = new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1));
        var texts = Flood(window);
        GC.Collect();
        texts.ShouldAllBe(text => !text.IsAlive);
        window.Rows.ShouldBe(10 * 2048);
        GC.KeepAlive(window);
    }

    [Fact]
    public void Names_that_a_client_makes_up_are_not_kept()
    {
        var window = new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1));
        for (var i = 0; i < 1000; i++)
        {
            window.AddRefusals("TR1906", $"made up {i}", 1);
        }

        window.AddRefusals("TR1906", "age", 2);
        window.Refused.ShouldBe(1002);
        window.Refusals.ShouldBe(
            new Dictionary<(string, string?), long> { [("TR1906", null)] = 1000, [("TR1906", "age")] = 2 }, ignoreOrder: true);
    }

    [Fact]
    public void Beyond_the_limit_labels_are_sampled_evenly_and_whichever_way_they_come()
    {
        var (all, low, high) = (new LabelledSample(1, 500), new LabelledSample(1, 500), new LabelledSample(1, 500));
        for (var i = 0; i < 20_000; i++)
        {
            all.Add((ulong)i, [i], 0);
            (i < 7000 ? low : high).Add((ulong)i, [i], 0);
        }

        high.Merge(low);
        (all.Count, all.Kept).ShouldBe((20_000, 500));
        var scores = all.Outcome(TaskKind.Regression, 0.5).Scores;
        high.Outcome(TaskKind.Regression, 0.5).Scores.ShouldBe(scores);
        scores.Distinct().Count().ShouldBe(500);

        // The mean of 500 of 20,000 numbers has a standard error of 258.
        scores.Average().ShouldBe(9999.5, 800);
    }

    private static MonitorWindow Part(int seed, int from, int to)
    {
        var (rows, outcome) = SampleTraffic.Draw(600, seed);
        var part = new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1));
        int[] taken = [.. Enumerable.Range(from, to - from)];
        part.Add(rows.Take(taken), outcome.Scores.AsSpan(from, to - from), SampleTraffic.Start.AddMinutes(to));
        part.AddDue(taken.Length);
        part.AddFlaws(new LabelFlaws(taken.Count(row => row % 7 == 0), 1, 0));
        part.AddRequests([.. taken.Select(row => row / 1000.0)], taken.Count(row => row % 50 == 0));
        foreach (var row in taken)
        {
            part.AddLabel((ulong)row, [outcome.Scores[row]], outcome.Labels[row], TimeSpan.FromMinutes(row));
            if (row % 100 == 7)
            {
                part.AddRefusals("TR1905", row % 200 == 7 ? "age" : null, 1);
            }
        }

        return part;
    }

    private static byte[] Bytes(MonitorWindow window) => Json.Write(WindowJudge.Judge(
        "d", 1,
        new MonitorView(
            Reference, window, new MonitorSettings { Traffic = new TrafficSettings { MaxSilence = TimeSpan.FromHours(1) } },
            MonitorHistory.None),
        CancellationToken.None)
        .Signals.Select(signal => signal with { Effect = Math.Round(signal.Effect, 9), Detail = "" }));

    /// <summary>Adds blocks of texts that are never the same, and says where each last one was.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Flood(MonitorWindow window)
    {
        var texts = new List<WeakReference>();
        for (var block = 0; block < 10; block++)
        {
            string?[] plans = [.. Enumerable.Range(0, 2048).Select(i => $"flood {(block * 2048) + i}")];
            var rows = new TableBuilder()
                .Numbers("age", [.. Enumerable.Range(0, 2048).Select(i => (block * 2048.0) + i)])
                .Numbers("flag", new double[2048])
                .Texts("plan", plans)
                .Texts("street", plans)
                .Numbers("day", new double[2048])
                .Block();
            window.Add(rows, new double[2048], SampleTraffic.Start);
            texts.Add(new WeakReference(plans[^1]));
        }

        return texts;
    }
}
