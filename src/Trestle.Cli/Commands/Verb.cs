using System.CommandLine.Parsing;

namespace Trestle.Cli.Commands;

/// <summary>A command with examples for its help page.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Example command lines.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Title of the section that lists it on the help page of its parent.</summary>
    public string Group { get; private set; } = "Commands";

    /// <summary>Adds subcommands that the help page lists in a section of their own.</summary>
    public void Add(string group, params IEnumerable<Verb> verbs)
    {
        foreach (var verb in verbs)
        {
            verb.Group = group;
            Add(verb);
        }
    }

    /// <summary>The project folder: the first argument of most commands.</summary>
    public static Argument<string> ProjectArgument() => new("PROJECT")
    {
        HelpName = "[PROJECT]",
        Description = "Project folder (default: the current folder).",
        DefaultValueFactory = _ => ".",
        Validators = { RefuseOptions },
    };

    /// <summary>An optional project folder, followed by other arguments.</summary>
    public static Argument<string[]> PlacesArgument(string names, string description, int required, int? most = null) => new("PLACES")
    {
        HelpName = $"[PROJECT] {names}",
        Description = description,
        Arity = new ArgumentArity(required, most ?? (required + 1)),
        Validators = { RefuseOptions },
    };

    /// <summary>The option for JSON output.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Write only JSON to standard output." };

    /// <summary>An option with a text value.</summary>
    public static Option<string?> TextOption(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    /// <summary>Rejects a mistyped option, which would otherwise be taken for a folder.</summary>
    private static void RefuseOptions(ArgumentResult argument)
    {
        foreach (var token in argument.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            argument.AddError($"Unrecognized option '{token.Value}'");
        }
    }
}
