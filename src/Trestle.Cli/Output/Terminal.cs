using System.Text;

using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Cli.Output;

/// <summary>Where commands write: pages or JSON to standard output, problems to standard error.</summary>
internal sealed class Terminal(IAnsiConsole output, IAnsiConsole errors, TextWriter documents, TimeProvider clock)
{
    private const int WidthWithoutTerminal = 80;

    /// <summary>For results.</summary>
    public IAnsiConsole Output { get; } = output;

    /// <summary>For problems, and for progress while the output is JSON.</summary>
    public IAnsiConsole Errors { get; } = errors;

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Whether lines can be redrawn: a person is watching.</summary>
    public bool IsLive => Output.Profile.Out.IsTerminal && Output.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>The terminal of this process; plain text if it is not a terminal, or if <c>NO_COLOR</c> is set.</summary>
    public static Terminal Open(TimeProvider clock)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(Make(Console.Out), Make(Console.Error), Console.Out, clock);

        static IAnsiConsole Make(TextWriter writer)
        {
            var plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                || Environment.GetEnvironmentVariable("TERM") == "dumb";
            var console = AnsiConsole.Create(
                new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect });
            if (!console.Profile.Out.IsTerminal)
            {
                console.Profile.Width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns >= 40
                    ? columns
                    : WidthWithoutTerminal;
            }

            return console;
        }
    }

    /// <summary>Writes parts one below the other.</summary>
    public void Show(params IEnumerable<IRenderable> parts)
    {
        foreach (var part in parts)
        {
            Output.Write(part);
            if (part is Text)
            {
                Output.WriteLine();
            }
        }
    }

    /// <summary>Writes notices to standard error, one per line.</summary>
    public void Notice(IEnumerable<string> notices)
    {
        foreach (var notice in notices)
        {
            Errors.Profile.Out.Writer.WriteLine(Format.Plain(notice));
        }
    }

    /// <summary>Writes a document as JSON; the command then writes nothing else.</summary>
    public void Json<T>(T document)
    {
        documents.Write(Encoding.UTF8.GetString(Documents.WriteReadable(document)));
        documents.Write('\n');
        documents.Flush();
    }
}
