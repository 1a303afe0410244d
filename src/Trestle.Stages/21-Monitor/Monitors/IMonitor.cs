using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Statistics;
using Trestle.Stages.Monitor.Windows;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>
/// Something that is watched in every window: a pure function of the reference and the window. Adding one takes one file and one line
/// in <see cref="MonitorCatalog"/>. A monitor that throws is itself an alarm; the others continue.
/// </summary>
public interface IMonitor
{
    /// <summary>The name in signals and in the configuration, such as <c>feature-drift</c>.</summary>
    string Name { get; }

    /// <summary>Its subjects, each a signal of its own; empty when it is switched off.</summary>
    IReadOnlyList<string> Subjects(MonitorView view);

    /// <summary>Its finding about one subject.</summary>
    Finding Watch(MonitorView view, string subject, CancellationToken cancellation);
}

/// <summary>Everything that a monitor may see.</summary>
/// <param name="Reference">What the model was trained on.</param>
/// <param name="Window">What it has been asked since.</param>
/// <param name="Settings">The configuration.</param>
/// <param name="History">The windows before.</param>
public sealed record MonitorView(MonitorReference Reference, MonitorWindow Window, MonitorSettings Settings, MonitorHistory History)
{
    /// <summary>The columns of a request that are not ignored.</summary>
    internal IEnumerable<ReferenceColumn> Watched() => Reference.Features.Where(column => !Settings.Ignore.Contains(column.Name));

    /// <summary>The reference of a column of a request.</summary>
    internal ReferenceColumn Feature(string name) => Reference.Features.First(column => column.Name == name);
}

/// <summary>What a monitor finds, before it is corrected for the other tests.</summary>
public sealed record Finding
{
    /// <summary>Rows that it was measured on.</summary>
    public required long Rows { get; init; }

    /// <summary>The value for people; NaN when there is none.</summary>
    public double Value { get; init; } = double.NaN;

    /// <summary>What is compared with <see cref="Threshold"/>; NaN when unknown.</summary>
    public double Effect { get; init; } = double.NaN;

    /// <summary>What the effect must exceed for an alarm.</summary>
    public double Threshold { get; init; } = double.PositiveInfinity;

    /// <summary>The uncorrected p-value of a test; null for a rule and for what could not be tested.</summary>
    public double? PValue { get; init; }

    /// <summary>Whether the effect alone decides, because it is not an estimate from a sample.</summary>
    public bool Rule { get; init; }

    /// <summary>Interval about <see cref="Value"/>, where there is one.</summary>
    public (double Low, double High)? Interval { get; init; }

    /// <summary>The smallest change that would be an alarm when an uncorrected p-value of this much is one; null when unknown.</summary>
    public Func<double, Detectable>? Sees { get; init; }

    /// <summary>The finding in words, without any value of a private column.</summary>
    public required string Detail { get; init; }
}
