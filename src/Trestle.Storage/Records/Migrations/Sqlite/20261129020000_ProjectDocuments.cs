using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Trestle.Storage.Records.Migrations.Sqlite
{
    /// <summary>Documents belong to a project, so that several projects can share a database.</summary>
    [DbContext(typeof(SqliteRecordContext))]
    [Migration("20261129020000_ProjectDocuments")]
    public partial class ProjectDocuments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Documents_Kind_Name", table: "Documents");
            migrationBuilder.AddColumn<string>(name: "Project", table: "Documents", type: "TEXT", nullable: false, defaultValue: "");
            migrationBuilder.CreateIndex(
                name: "IX_Documents_Project_Kind_Name", table: "Documents", columns: new[] { "Project", "Kind", "Name" }, unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Documents_Project_Kind_Name", table: "Documents");
            migrationBuilder.DropColumn(name: "Project", table: "Documents");
            migrationBuilder.CreateIndex(
                name: "IX_Documents_Kind_Name", table: "Documents", columns: new[] { "Kind", "Name" }, unique: true);
        }
    }
}
