using Shouldly;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;
using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IMonitor"/> promises. To hold monitors to it, derive and name them; that is all:
/// <code>
/// public sealed class OurMonitors : MonitorContract
/// {
///     protected override IEnumerable&lt;IMonitor&gt; Monitors => [new Seasons()];
/// }
/// </code>
/// </summary>
public abstract class MonitorContract : IContractFor<IMonitor>
{
    private static readonly MonitorReference Reference = SampleTraffic.Reference();
    private static readonly MonitorWindow Usual = SampleTraffic.Window(Reference, 1000, seed: 2);

    /// <summary>The monitors under test.</summary>
    protected abstract IEnumerable<IMonitor> Monitors { get; }

    IEnumerable<IMonitor> IContractFor<IMonitor>.Subjects => Monitors;

    [Fact]
    public void Has_a_name_of_its_own_and_a_subject_at_least()
    {
        Monitors.Select(monitor => monitor.Name).ShouldBeUnique();
        foreach (var monitor in Monitors)
        {
            monitor.Name.ShouldMatch("^[a-z][a-z0-9-]*$");
            var subjects = monitor.Subjects(View(Usual));
            subjects.ShouldNotBeEmpty(monitor.Name);
            subjects.ShouldBeUnique();
        }
    }

    [Fact]
    public void The_same_window_gives_the_same_signals() => Each(Usual, (_, signals, monitor) =>
        Documents.Write(Judge(monitor, Usual)).ShouldBe(Documents.Write(signals), monitor.Name));

    [Fact]
    public void Usual_traffic_is_no_alarm_and_every_test_tells_its_effect_and_threshold() => Each(Usual, (_, signals, monitor) =>
    {
        foreach (var signal in signals)
        {
            signal.Alarm.ShouldBeFalse($"{monitor.Name} {signal.Subject}: {signal.Detail}");
            signal.Detail.ShouldNotBeNullOrWhiteSpace();
            if (signal.PValue is { } p)
            {
                p.ShouldBeInRange(0, 1);
                signal.Effect.ShouldBeGreaterThanOrEqualTo(double.NegativeInfinity, "it is a number");
                double.IsFinite(signal.Threshold).ShouldBeTrue();
                signal.Detectable.ShouldNotBeNull($"{monitor.Name} {signal.Subject} says the smallest change that it sees");
            }
        }
    });

    [Fact]
    public void An_empty_window_is_judged_like_any_other() => Each(new MonitorWindow(
        Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1)), (_, signals, monitor) =>
    {
        signals.ShouldNotBeEmpty(monitor.Name);
        signals.ShouldAllBe(signal => !signal.Detail.Contains("failed"), monitor.Name);
        signals.ShouldAllBe(signal => signal.PValue == null, monitor.Name);
    });

    [Fact]
    public void A_single_row_is_judged_and_no_alarm_of_a_test() =>
        Each(SampleTraffic.Window(Reference, 1, seed: 3), (_, signals, monitor) =>
        signals.ShouldAllBe(signal => !signal.Alarm, monitor.Name));

    [Fact]
    public void Rows_of_nothing_but_missing_and_infinite_values_are_judged() => Each(SampleTraffic.Window(
        Reference, 300, seed: 4, Break), (_, signals, monitor) =>
        signals.ShouldAllBe(signal => !signal.Detail.Contains("failed"), monitor.Name));

    [Fact]
    public void Signals_tell_no_value_of_a_private_column() => Each(SampleTraffic.Window(Reference, 1000, seed: 5, columns => Array.Fill(
        (string?[])columns[3], "secret 7")), (_, signals, monitor) =>
        signals.ShouldAllBe(signal => !signal.Detail.Contains("secret"), monitor.Name));

    [Fact]
    public void The_window_is_left_as_it_was() => Each(Usual, (view, _, monitor) =>
    {
        view.Window.Rows.ShouldBe(1000, monitor.Name);
        view.Window.Labels.Count.ShouldBe(1000, monitor.Name);
        view.Window.Latencies.Count.ShouldBe(1000, monitor.Name);
    });

    private static void Break(Array[] columns)
    {
        Array.Fill((double[])columns[0], double.NaN);
        Array.Fill((double[])columns[1], double.PositiveInfinity);
        Array.Fill((string?[])columns[2], null);
        Array.Fill((string?[])columns[3], null);
    }

    private static MonitorView View(MonitorWindow window) => new(Reference, window, new MonitorSettings(), MonitorHistory.None);

    private static IReadOnlyList<Signal> Judge(IMonitor monitor, MonitorWindow window) =>
        WindowJudge.Judge([monitor], "live", 1, View(window), CancellationToken.None).Signals;

    private void Each(MonitorWindow window, Action<MonitorView, IReadOnlyList<Signal>, IMonitor> check)
    {
        Monitors.ShouldNotBeEmpty();
        foreach (var monitor in Monitors)
        {
            check(View(window), Judge(monitor, window), monitor);
        }
    }
}
