using System.CommandLine;
using System.Text;

using Shouldly;

using Trestle.Cli;
using Trestle.Cli.Commands;
using Trestle.Cli.Output;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed class HelpTests
{
    [Fact]
    public async Task The_help_pages_are_the_accepted_ones()
    {
        var pages = new StringBuilder();
        foreach (var words in Commands().Select(command => Words(command).Reverse().Skip(1).Append("--help").ToArray()))
        {
            var typed = await Typed.RunAsync(words);
            typed.Code.ShouldBe(0, typed.ToString());
            pages.Append($"$ trestle {string.Join(' ', words)}\n{Typed.Trimmed(typed.Output)}\n");
        }

        pages.ToString().Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
        Snapshot.Match(pages.ToString(), "cli-help");
    }

    [Fact]
    public void Every_command_has_an_example_and_describes_all_that_it_takes()
    {
        foreach (var command in Commands())
        {
            command.ShouldBeOfType<Verb>().Examples.ShouldAllBe(example => example.StartsWith("trestle"));
            command.ShouldBeOfType<Verb>().Examples.ShouldNotBeEmpty();
            command.Options.Concat<Symbol>(command.Arguments).Append(command).ShouldAllBe(symbol => !string.IsNullOrEmpty(symbol.Description));
        }
    }

    [Fact]
    public async Task The_program_alone_shows_its_help()
    {
        var typed = await Typed.RunAsync();
        typed.Code.ShouldBe(0);
        typed.Output.ShouldContain("Pipeline commands");
    }

    private static IEnumerable<Command> Commands()
    {
        var writer = new StringWriter();
        Command root = CommandLine.Create(new Terminal(Typed.Console(writer), Typed.Console(writer), writer, TimeProvider.System));
        return root.Subcommands.SelectMany(command => command.Subcommands.Prepend(command)).Prepend(root);
    }

    private static IEnumerable<string> Words(Command command)
    {
        for (Command? current = command; current is not null; current = current.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return current.Name;
        }
    }
}
