using System.Globalization;

using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Records;

namespace Trestle.Cli.Simulations;

/// <summary>Shows a simulation while it runs: one line for each decision to act, and on a terminal a last line with the progress.</summary>
internal sealed class SimulationProgress(Terminal terminal, IAnsiConsole output, bool live) : ISimulationObserver
{
    private static readonly string[] Hidden = ["renewal.hold", "deploy.hold", "deploy.in-force", "deploy.begin", "registry.alias"];
    private static readonly int Widest = "registry.register".Length;
    private readonly long began = terminal.Clock.GetTimestamp();
    private readonly Lock gate = new();

    /// <summary>Number of decisions not to act, which are in the audit log but not shown here.</summary>
    public int Holds { get; private set; }

    /// <inheritdoc/>
    public void DayPassed(DateTimeOffset day, int done, int all)
    {
        var took = terminal.Clock.GetElapsedTime(began);
        var left = took / done * (all - done);
        Set(
            $"{Date(day)}  day {Format.Count(done)} of {Format.Count(all)}, "
                + $"{done / Math.Max(took.TotalSeconds, 0.001):0} a second, {Format.Took(left)} left");
    }

    /// <inheritdoc/>
    public void Decided(AuditEntry entry)
    {
        if (entry.Note.Action.EndsWith(".hold", StringComparison.Ordinal))
        {
            Holds++;
        }

        if (Hidden.Contains(entry.Note.Action))
        {
            return;
        }

        lock (gate)
        {
            if (live)
            {
                output.Write(new ControlCode("\r\u001b[2K"));
            }

            output.Write(Page.Table("=", "=", "").Row(
                new Cell(Date(entry.At), Styles.Quiet), new Cell(entry.Note.Action.PadRight(Widest), Look(entry.Note.Action)),
                $"{entry.Note.Subject}: {entry.Note.Reason}"));
        }
    }

    /// <inheritdoc/>
    public void RunStarted(int run, string? note, IReadOnlyList<Stage> stages)
    {
    }

    /// <inheritdoc/>
    public void StageStarted(Stage stage, IReadOnlyList<string> shards)
    {
    }

    /// <inheritdoc/>
    public void UnitStarted(Unit unit, Stage stage, string reason) => Set($"training: {unit}");

    /// <inheritdoc/>
    public void UnitProgressed(Unit unit, double share, string what) => Set($"training: {unit} {Format.Share(share)} {what}");

    /// <inheritdoc/>
    public void UnitEnded(Unit unit, Stage stage, UnitOutcome outcome, string reason, TimeSpan took)
    {
    }

    private static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Style Look(string action) => action switch
    {
        "alert.opened" or "renewal.drop" or "renewal.rollback" or "renewal.failed" or "deploy.abandon" or "deploy.refused" => Styles.Bad,
        "renewal.request" or "renewal.shadow" or "renewal.try" or "deploy.step" => Styles.Attention,
        "renewal.promote" or "alert.resolved" or "deploy.promote" => Styles.Good,
        _ => Styles.Strong,
    };

    /// <summary>Shows the progress on the last line.</summary>
    private void Set(string text)
    {
        if (live)
        {
            lock (gate)
            {
                output.Write(new ControlCode($"\r\u001b[2K{Format.Cut(Format.Plain(text), Math.Max(20, output.Profile.Width - 1))}"));
            }
        }
    }
}
