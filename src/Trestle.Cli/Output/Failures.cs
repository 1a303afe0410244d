namespace Trestle.Cli.Output;

/// <summary>Reports why a command stopped, on standard error.</summary>
internal static class Failures
{
    /// <summary>Exit code of an interrupted command, by the convention of shells: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Writes the failure of a command and returns the exit code.</summary>
    public static int Report(Terminal terminal, Exception exception, bool verbose, bool json)
    {
        var code = exception switch
        {
            TrestleException known => Problems(terminal, known, json),
            OperationCanceledException => Cancelled(terminal),
            _ => Bug(terminal, exception),
        };
        if (verbose && exception is not OperationCanceledException)
        {
            terminal.Errors.WriteLine(exception.ToString(), Styles.Quiet);
        }

        return code;
    }

    private static int Problems(Terminal terminal, TrestleException exception, bool json)
    {
        if (json)
        {
            terminal.Json(new { exception.ExitCode, exception.Problems });
        }

        foreach (var problem in exception.Problems)
        {
            Write(terminal.Errors, problem);
        }

        return (int)exception.ExitCode;
    }

    /// <summary>On a terminal the parts are wrapped; a log keeps its lines whole, so that they can be searched.</summary>
    private static void Write(IAnsiConsole console, Problem problem)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Out.Writer.WriteLine($"{problem.Code} {Format.Plain(problem.Found)}");
            foreach (var line in problem.Printed)
            {
                console.Profile.Out.Writer.WriteLine($"    {Format.Plain(line)}");
            }

            foreach (var (name, text) in Parts(problem))
            {
                console.Profile.Out.Writer.WriteLine($"  {name,-9} {Format.Plain(text)}");
            }

            return;
        }

        console.Write(
            Page.Table("=", "").Row(
                new Cell(problem.Code, new Style(Color.Red, decoration: Decoration.Bold)), new Cell(problem.Found, Styles.Strong)));
        foreach (var line in problem.Printed)
        {
            console.Write(new Padder(new Text(Format.Plain(line), Styles.Quiet), new Padding(4, 0, 0, 0)));
        }

        var parts = Page.Table("=", "");
        foreach (var (name, text) in Parts(problem))
        {
            parts.Row(new Cell(name, Styles.Quiet), text);
        }

        console.Write(new Padder(parts, new Padding(2, 0, 0, 0)));
    }

    private static (string Name, string Text)[] Parts(Problem problem) =>
        [("expected", problem.Expected), ("where", problem.Where), ("fix", problem.Fix), ("see", problem.Page)];

    private static int Cancelled(Terminal terminal)
    {
        terminal.Errors.WriteLine("cancelled; run the same command to resume", Styles.Attention);
        return Interrupted;
    }

    private static int Bug(Terminal terminal, Exception exception)
    {
        Write(terminal.Errors, CliErrors.Bug(exception));
        return (int)ExitCode.Bug;
    }
}
