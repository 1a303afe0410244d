using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

using Trestle.Cli.Commands;
using Trestle.Cli.Output;

namespace Trestle.Cli;

/// <summary>All commands, and what becomes of one that is typed.</summary>
internal static partial class CommandLine
{
    /// <summary>Runs what was typed, and gives the exit code; nothing is thrown.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            var parse = Create(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            Check(parse);
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = terminal.Output.Profile.Out.Writer,
                    Error = terminal.Errors.Profile.Out.Writer,
                },
                cancellation);
        }
        catch (Exception e)
        {
            return Failures.Tell(terminal, e, args.Contains("--verbose"), args.Contains("--json"));
        }
    }

    /// <summary>The root command with all that hangs on it.</summary>
    public static Verb Create(Terminal terminal)
    {
        var root = new Verb(
            "trestle",
            "Trestle takes a table from raw data to a model in service: one trestle.yaml, one command, every step open to inspection.",
            "trestle init customers.csv --target churn",
            "trestle run",
            "trestle show last")
        {
            InitCommand.Create(terminal),
            RunCommand.Create(terminal),
            ExecCommand.Create(terminal),
            StatusCommand.Create(terminal),
            RunsCommand.Create(terminal),
            ShowCommand.Create(terminal),
            CompareCommand.Create(terminal),
            CodeCommand.Create(terminal),
            ModelsCommand.Create(terminal),
            AuditCommand.Create(terminal),
            ContainerizeCommand.Create(terminal),
            DeployCommand.Create(terminal),
            DeploymentsCommand.Create(terminal),
            RollbackCommand.Create(terminal),
            RetireCommand.Create(terminal),
            SuperviseCommand.Create(terminal),
            ServeCommand.Create(terminal),
            UpCommand.Create(terminal),
            SimulateCommand.Create(terminal),
            KeysCommand.Create(terminal),
            PredictCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        root.Options.Add(new Option<bool>("--verbose") { Description = "Show the stack trace of a failure.", Recursive = true });
        root.Options.Add(new HelpOption { Description = "Show this page.", Action = new HelpPage(terminal) });
        root.Options.Add(new VersionOption { Description = "Show the version." });
        root.SetAction(_ => terminal.Show(HelpPage.Of(root)));
        return root;
    }

    [GeneratedRegex(@" as expected type '\S*Int32\S*'")]
    private static partial Regex WholeNumber();

    /// <summary>A line that was not understood is a problem like any other.</summary>
    private static void Check(ParseResult parse)
    {
        if (parse.Errors.Count == 0 || parse.Action is HelpPage)
        {
            return;
        }

        var command = parse.CommandResult.Command;
        var words = command.Subcommands.Select(child => child.Name).Concat(command.Options.Select(option => option.Name)).ToArray();
        var path = command.Name == "trestle" ? "trestle" : $"trestle {command.Name}";
        var strange = parse.UnmatchedTokens.Concat(parse.Tokens.Where(token => token.Type == TokenType.Argument && token.Value.StartsWith('-')).Select(token => token.Value)).FirstOrDefault();
        throw new TrestleException([.. parse.Errors.Select(error => CliErrors.NotUnderstood(
            WholeNumber().Replace(error.Message.TrimEnd('.'), ": a whole number is expected"),
            path,
            strange is not null ? Nearest.Advice(strange, words) : "add what is missing, or mend it"))]);
    }
}
