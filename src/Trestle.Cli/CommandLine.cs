using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

using Trestle.Cli.Commands;
using Trestle.Cli.Commands.Admin;
using Trestle.Cli.Commands.Data;
using Trestle.Cli.Commands.Models;
using Trestle.Cli.Commands.Pipeline;
using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;

namespace Trestle.Cli;

/// <summary>All commands, and how a command line is parsed and run.</summary>
internal static partial class CommandLine
{
    /// <summary>Runs a command line and returns the exit code; never throws.</summary>
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
            return Failures.Report(terminal, e, args.Contains("--verbose"), args.Contains("--json"));
        }
    }

    /// <summary>The root command with all its subcommands.</summary>
    public static Verb Create(Terminal terminal)
    {
        var root = new Verb(
            "trestle",
            "Trestle takes a table from raw data to a model in service: one trestle.yaml, one command, every step open to inspection.",
            "trestle init customers.csv --target churn",
            "trestle run",
            "trestle show last");
        root.Add(
            "Pipeline commands",
            InitCommand.Create(terminal),
            CleanCommand.Create(terminal),
            RunCommand.Create(terminal),
            StatusCommand.Create(terminal),
            RunsCommand.Create(terminal),
            ShowCommand.Create(terminal),
            CompareCommand.Create(terminal),
            DataCommand.Create(terminal),
            ValidateCommand.Create(terminal),
            CodeCommand.Create(terminal),
            ExecCommand.Create(terminal));
        root.Add(
            "Model commands",
            ModelsCommand.Create(terminal),
            PredictCommand.Create(terminal),
            ForecastCommand.Create(terminal),
            ContainerizeCommand.Create(terminal));
        root.Add(
            "Serving commands",
            ServeCommand.Create(terminal),
            DeployCommand.Create(terminal),
            DeploymentsCommand.Create(terminal),
            RollbackCommand.Create(terminal),
            StopCommand.Create(terminal),
            StartCommand.Create(terminal),
            RefreshCommand.Create(terminal),
            RetireCommand.Create(terminal),
            MonitorCommand.Create(terminal),
            AlertsCommand.Create(terminal),
            SimulateCommand.Create(terminal),
            SuperviseCommand.Create(terminal));
        root.Add(
            "Admin commands",
            UpCommand.Create(terminal),
            KeysCommand.Create(terminal),
            AuditCommand.Create(terminal),
            DoctorCommand.Create(terminal));
        root.Options.Add(new Option<bool>("--verbose") { Description = "Show the stack trace of a failure.", Recursive = true });
        root.Options.Add(new HelpOption { Description = "Show this page.", Action = new HelpPage(terminal) });
        root.Options.Add(new VersionOption { Description = "Show the version." });
        root.SetAction(_ => terminal.Show(HelpPage.Of(root)));
        return root;
    }

    /// <summary>The names of a command and those above it.</summary>
    private static IEnumerable<string> Path(CommandResult command)
    {
        for (SymbolResult? at = command; at is not null; at = at.Parent)
        {
            yield return ((CommandResult)at).Command.Name;
        }
    }

    [GeneratedRegex(@" as expected type '\S*Int32\S*'")]
    private static partial Regex WholeNumber();

    /// <summary>Reports a command line that cannot be parsed as problems.</summary>
    private static void Check(ParseResult parse)
    {
        if (parse.Errors.Count == 0 || parse.Action is HelpPage)
        {
            return;
        }

        var command = parse.CommandResult.Command;
        var words = command.Subcommands.Select(child => child.Name).Concat(command.Options.Select(option => option.Name)).ToArray();
        var path = string.Join(' ', Path(parse.CommandResult).Reverse());
        var options = parse.Tokens.Where(token => token.Type == TokenType.Argument && token.Value.StartsWith('-'));
        var unknown = parse.UnmatchedTokens.Concat(options.Select(token => token.Value)).FirstOrDefault();
        throw new TrestleException([.. parse.Errors.Select(error => CliErrors.NotUnderstood(
            WholeNumber().Replace(error.Message.TrimEnd('.'), ": a whole number is expected"),
            path,
            unknown is not null ? Nearest.Advice(unknown, words) : "add what is missing, or correct it"))]);
    }
}
