using System.CommandLine.Help;
using System.CommandLine.Invocation;

using Trestle.Cli.Commands;

namespace Trestle.Cli.Output;

/// <summary>Shows the help page of a command: description, usage, arguments, options and examples.</summary>
internal sealed class HelpPage(Terminal terminal) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Show(Of(parseResult.CommandResult.Command));
        return (int)ExitCode.Done;
    }

    /// <summary>The parts of the page.</summary>
    public static IEnumerable<IRenderable> Of(Command command)
    {
        yield return Page.Line(command.Description ?? "");
        yield return Page.Heading("Usage");
        yield return Page.Command(Usage(command));
        foreach (var (title, rows) in Sections(command).Where(section => section.Rows.Length > 0))
        {
            yield return Page.Heading(title);
            var table = Page.Table("=", "");
            foreach (var (name, text) in rows)
            {
                table.Row(name, text);
            }

            yield return new Padder(table, new Padding(2, 0, 0, 0));
        }

        if (command is Verb { Examples.Count: > 0 } verb)
        {
            yield return Page.Heading(verb.Examples.Count == 1 ? "Example" : "Examples");
            foreach (var example in verb.Examples)
            {
                yield return Page.Command(example);
            }
        }
    }

    private static string Usage(Command command)
    {
        var words = Path(command).Reverse().Select(symbol => symbol.Name)
            .Concat(command.Arguments.Select(Name))
            .Concat(command.Options.Where(option => option.Required).Select(Name))
            .Append(command.Subcommands.Count > 0 ? "[COMMAND]" : "")
            .Append("[OPTIONS]");
        return string.Join(' ', words.Where(word => word.Length > 0));
    }

    private static IEnumerable<(string Title, (string Name, string Text)[] Rows)> Sections(Command command)
    {
        var verbs = command.Subcommands.OfType<Verb>().Where(child => !child.Hidden).ToArray();
        var width = verbs.Select(child => child.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var group in verbs.GroupBy(child => child.Group))
        {
            yield return (group.Key, [.. group.Select(child => (child.Name.PadRight(width), child.Description ?? ""))]);
        }

        yield return ("Arguments", [.. command.Arguments.Select(argument => (Name(argument), argument.Description ?? ""))]);
        yield return ("Options", [.. command.Options
            .Concat(Path(command).Skip(1).SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .OrderBy(option => option is HelpOption or VersionOption ? 2 : option.Recursive ? 1 : 0)
            .Select(option => (Name(option), option.Description ?? ""))]);
    }

    private static string Name(Argument argument) => argument.HelpName ?? argument.Name.ToUpperInvariant();

    private static string Name(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    private static IEnumerable<Command> Path(Command command)
    {
        for (var current = command; current is not null; current = current.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return current;
        }
    }
}
