using Shouldly;

using Trestle.Core.Errors;
using Trestle.Server;

using Xunit;

namespace Trestle.Tests.Server;

public sealed class ServerOptionsTests
{
    [Theory]
    [InlineData("--project", "an option and a value")]
    [InlineData("--port 80", "the project folder")]
    [InlineData("--project x --port 65536", "a number from 0 to 65535")]
    [InlineData("--project x --host example.org", "an IP address such as 127.0.0.1 or 0.0.0.0")]
    [InlineData("--project x --still no", "yes")]
    [InlineData("--project x --loud yes", "an option listed by --help")]
    public void An_option_that_cannot_be_used_is_refused(string line, string expected)
    {
        var problem = Should.Throw<TrestleException>(() => ServerOptions.Parse(line.Split(' '))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Expected).ShouldBe(("TR0130", expected));
    }

    [Fact]
    public void Options_are_read_with_their_defaults()
    {
        var options = ServerOptions.Parse(["--project", "x", "--host", "localhost", "--still", "yes"]);
        (options.Project, options.Port, options.Still, options.IsLocal).ShouldBe(("x", ServerOptions.DefaultPort, true, true));
    }
}
