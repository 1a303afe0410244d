using Trestle.Cli.Output;

namespace Trestle.Cli.Progress;

/// <summary>Shows the stages of a run on a terminal, redrawn several times a second.</summary>
internal static class LiveProgress
{
    private const int NumberWidth = 2;
    private const int StateWidth = 9;
    private const int TimeWidth = 19;
    private static readonly int NameWidth = Stage.All.Max(stage => stage.Slug.Length);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    /// <summary>Shows the board until the work has ended, and leaves its last state on the screen.</summary>
    public static async Task WatchAsync(IAnsiConsole console, RunBoard board, Task work)
    {
        var live = console.Live(Draw(board, console.Profile.Width));
        live.Overflow = VerticalOverflow.Crop;
        live.Cropping = VerticalOverflowCropping.Top;
        await live.StartAsync(async context =>
        {
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(Pause));
                context.UpdateTarget(Draw(board, console.Profile.Width));
            }
        });
    }

    /// <summary>The stages, in lines of at most the given width.</summary>
    public static IRenderable Draw(RunBoard board, int width)
    {
        var lines = board.Lines();
        var stage = Math.Max(8, width - NumberWidth - NameWidth - StateWidth - TimeWidth - 9);
        var text = new Paragraph();
        text.Append($"Run {board.Run}", Styles.Strong).Append(board.Note is null ? "" : $"  {Format.Plain(board.Note)}", Styles.Quiet);
        foreach (var line in lines)
        {
            var (mark, style) = Look(line);
            text.Append($"\n{line.Stage.Number,NumberWidth}  ", Styles.Quiet)
                .Append(line.Stage.Slug.PadRight(NameWidth + 2), line.State == StageState.Waiting ? Styles.Quiet : Styles.Plain)
                .Append(mark.PadRight(StateWidth + 2), style)
                .Append(
                    Format.Cut(Format.Plain(line.What), stage).PadRight(stage + 2),
                    line.State == StageState.Running ? Styles.Plain : Styles.Quiet)
                .Append(Time(line), Styles.Quiet);
        }

        return text;
    }

    private static (string Mark, Style Style) Look(StageLine line) => line.State switch
    {
        StageState.Waiting => ("waiting", Styles.Quiet),
        StageState.Running =>
            (
                line.Share > 0
                    ? $"{line.Share:P0}".Replace("%", " %", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal)
                    : "running",
                Styles.Attention),
        StageState.Done => ("done", Styles.Good),
        StageState.Reused => ("reused", Styles.Known),
        StageState.Failed => ("failed", Styles.Bad),
        StageState.Refused => ("refused", Styles.Bad),
        _ => ("cancelled", Styles.Attention),
    };

    private static string Time(StageLine line) => line.State switch
    {
        StageState.Waiting or StageState.Reused => "",
        StageState.Running when line.Left is { } left => $"{Format.Took(line.Took)}, {Format.Took(left)} left",
        _ => Format.Took(line.Took),
    };
}
