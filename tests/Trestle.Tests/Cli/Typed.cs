using System.Text.Json;

using Spectre.Console;

using Trestle.Cli;
using Trestle.Cli.Output;

namespace Trestle.Tests.Cli;

/// <summary>How a command ended that was run inside the test's process, on 80 columns without a terminal.</summary>
internal sealed record Typed(int Code, string Output, string Errors)
{
    /// <summary>Runs a command line.</summary>
    public static async Task<Typed> RunAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(Console(output), Console(errors), output, TimeProvider.System);
        var code = await CommandLine.RunAsync(args, terminal, Xunit.TestContext.Current.CancellationToken);
        return new Typed(code, output.ToString(), errors.ToString());
    }

    /// <summary>What parts look like, without spaces at the ends of lines.</summary>
    public static string Show(params IEnumerable<Spectre.Console.Rendering.IRenderable> parts)
    {
        var output = new StringWriter();
        new Terminal(Console(output), Console(output), output, TimeProvider.System).Show(parts);
        return Trimmed(output.ToString());
    }

    /// <summary>The text without spaces at the ends of lines.</summary>
    public static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd()));

    /// <summary>A console of 80 columns that writes plain text.</summary>
    public static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            });
        console.Profile.Width = 80;
        return console;
    }

    /// <summary>The output as a document.</summary>
    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;

    public override string ToString() => $"exit {Code}\n{Output}\n{Errors}";
}
